/** A person of a workspace, by their ids. */
export type PersonRef = { readonly team: string; readonly id: string };
export type ViewRef = { readonly viewId: string };

/** A message as one person sees it: an ephemeral one, or one that an act brought into the channel. */
export type SeenMessage = {
  readonly kind: 'ephemeral' | 'message';
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  readonly threadTs: string | null;
  readonly via: 'response_url' | 'chat.postEphemeral' | 'ack' | 'chat.postMessage' | 'chat.update';
  /** True where it took the place of the message whose button was pressed. */
  readonly replaced: boolean;
};

/** A view as one person sees it. */
export type SeenView = ViewRef & {
  readonly kind: 'view';
  readonly how: 'opened' | 'pushed' | 'updated' | 'published';
  readonly type: 'modal' | 'home';
  readonly title: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  /** The whole view as it was sent, after being found valid. */
  readonly view: Readonly<Record<string, unknown>>;
};

/** What a person comes to see because of what they did. */
export type Seen =
  | SeenMessage
  | SeenView
  /** The message or ephemeral answer was taken away. */
  | { readonly kind: 'deleted'; readonly ts: string }
  /** A form was refused: sentences by block_id. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  /** A form was accepted and went away; `clear`: every modal did. */
  | { readonly kind: 'closed'; readonly clear: boolean };

/** What is seen under a kind; messages have two. */
export type SeenAs<Kind extends Seen['kind']> = Kind extends SeenMessage['kind']
  ? SeenMessage
  : Extract<Seen, { readonly kind: Kind }>;

/** Something a person did, acknowledged by the app. */
export type Act = {
  /** How long the app took to acknowledge. */
  readonly ackMs: number;
  /** What the person has seen so far, in order. */
  readonly seen: readonly Seen[];
  /** The next thing of a kind that was not waited for yet; rejects after `withinMs` (default 5,000) with what was seen instead. */
  next<Kind extends Seen['kind']>(kind: Kind, withinMs?: number): Promise<SeenAs<Kind>>;
  /** Calls the act's response_url as the app could, to test its rules; gives Slack's answer. */
  readonly responseUrl: string | null;
  readonly triggerId: string;
};

/** Which control is used, and with what. */
export type Control =
  /** A button, by what is written on it, its action_id or its value. */
  | { readonly label: string }
  | { readonly actionId: string; readonly value?: string }
  | { readonly value: string }
  /** A select, radio group, checkboxes, picker or input that dispatches: what is chosen or typed. */
  | { readonly actionId: string; readonly choose: string | readonly string[] };

/** One event on its way to the app. */
export type Delivery = {
  readonly eventId: string;
  /** One a sending; `retry` is 0 at first. */
  readonly attempts: readonly {
    readonly envelopeId: string | null;
    readonly retry: number;
    readonly acknowledged: boolean;
  }[];
  /** Resolves when the app has acknowledged; rejects when every retry was in vain or the server closes. */
  readonly done: Promise<void>;
  /** Sends the same event_id again, as Slack at times does; resolves when acknowledged. */
  redeliver(): Promise<void>;
};
