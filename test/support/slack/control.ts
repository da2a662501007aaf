import type { Act, Control, Delivery, PersonRef, SeenMessage, SeenView, ViewRef } from './people.ts';

/** What the app's settings on api.slack.com say; only what is named here is ever sent to the app. */
export type AppSettings = {
  /** With the slash: `/news`. */
  readonly commands: readonly string[];
  /** Event types subscribed to. Slack sends each only where its scope was granted as well. */
  readonly events: readonly string[];
  /** Callback ids of message shortcuts. */
  readonly shortcuts: readonly string[];
  readonly homeTab: boolean;
};

export type SlackServerOptions = {
  /** Default: `/news`, every event in `EVENT_SCOPES`, shortcut `why`, a home tab. */
  readonly app?: Partial<AppSettings>;
  /** Workspaces at the start; default: one, `Acme`, with the app installed. More with `addTeam`. */
  readonly teams?: readonly TeamSpec[];
  /** Rate limits: as on Slack (default), none, or that many times faster than on Slack. */
  readonly rates?: 'real' | 'off' | number;
  /** How long the app has to acknowledge; default Slack's 3,000 ms. */
  readonly ackMs?: number;
  /** When an event that was not acknowledged is sent again; default 0, 200 and 400 ms (Slack: at once, 1 min, 5 min). */
  readonly retryMs?: readonly number[];
  /** A message older than this cannot be edited (`edit_window_closed`); default: no limit. */
  readonly editWindowMs?: number;
  /** An image whose address contains this cannot be downloaded; default `unloadable`. */
  readonly badImage?: string;
  /** Members a page of `conversations.members` holds at most; default 1,000 as on Slack. */
  readonly pageSize?: number;
  /** Takes payloads over signed HTTP at this address instead of Socket Mode. May be changed with `deliverOver`. */
  readonly deliverTo?: string;
};

export type TeamSpec = {
  readonly id?: string;
  readonly name?: string;
  /** False: nobody has installed the app yet (see `approve`). Default true. */
  readonly installed?: boolean;
  /** Scopes granted to the bot; default `BOT_SCOPES`. */
  readonly scopes?: readonly string[];
};

/** A workspace. Its installer is an owner; a public channel `general` is there, with the installer and not the bot. */
export type Team = {
  readonly id: string;
  readonly name: string;
  /** The bot's token as it is now: reinstalling after a revocation gives a new one. */
  readonly botToken: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly installer: Person;
  readonly general: Channel;
};

export type Role = 'member' | 'admin' | 'owner' | 'restricted' | 'ultra_restricted' | 'deactivated';
export type PersonSpec = {
  readonly name?: string;
  readonly role?: Role;
  readonly tz?: string;
  readonly locale?: string;
};
/** A person's name and ids; what they are now is on the server. */
export type Person = PersonRef & { readonly name: string };

export type ChannelSpec = {
  readonly name?: string;
  /** Default `public`. A direct message with the bot comes from `directMessage`. */
  readonly kind?: 'public' | 'private' | 'mpim';
  readonly archived?: boolean;
  /** Default: the installer. */
  readonly members?: readonly PersonRef[];
  /** Whether the bot is a member; default true. */
  readonly bot?: boolean;
  /** Only people with these roles may post (`restricted_action` for the bot). Default: everybody. */
  readonly restricted?: boolean;
};
export type ChannelRef = { readonly team: string; readonly id: string };
export type Channel = ChannelRef & { readonly name: string };
export type MessageRef = { readonly channel: ChannelRef; readonly ts: string };

export type GroupSpec = { readonly handle?: string; readonly members?: readonly PersonRef[] };
/** A user group; `id` begins with S. */
export type Group = { readonly team: string; readonly id: string; readonly handle: string };

/** A message as the channel holds it. */
export type StoredMessage = {
  readonly ts: string;
  /** The user id of who said it; the bot's own is `team.botUserId`. */
  readonly user: string;
  readonly text: string;
  /** As they were sent, after being found valid. */
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
  readonly threadTs: string | null;
  /** Also shown in the channel (`reply_broadcast`). */
  readonly broadcast: boolean;
  readonly metadata: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> } | null;
  readonly edited: { readonly user: string; readonly ts: string } | null;
  readonly edits: number;
  /** Whom its text and blocks name now: `channel`, `here`, `everyone`, ids of people and of user groups. */
  readonly names: readonly string[];
  /** Who was rung when it was posted. An edit rings nobody. */
  readonly rung: readonly string[];
  readonly unfurlLinks: boolean;
  readonly unfurlMedia: boolean;
  readonly files: readonly StoredFile[];
};

export type StoredFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly channels: readonly string[];
};

/** What goes wrong with the next calls. `after`: the call was accepted and took effect; `before`: it did not. */
export type Fault =
  | { readonly kind: 'rate_limited'; readonly retryAfterS: number }
  | { readonly kind: 'status'; readonly status: number; readonly when: 'before' | 'after' }
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** The connection stays open and nothing is answered, until the client gives up. */
  | { readonly kind: 'silence'; readonly when: 'before' | 'after' }
  /** Took effect, and the answer stops in its middle. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** `{ok: false, error}` with whatever else is to be in the answer. */
  | { readonly kind: 'error'; readonly error: string; readonly more?: Readonly<Record<string, unknown>> };

/** One call to the Web API (or `response_url`, `upload`, `download`, `authorize`), with the token left out. */
export type LoggedRequest = {
  readonly method: string;
  readonly team: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly atMs: number;
  readonly status: number;
  /** `ok`, Slack's error, or the fault that was injected. */
  readonly outcome: string;
};

/** A rule of Slack that the app broke: it would be refused, or do harm. A test of good behaviour expects none. */
export type Problem = { readonly method: string; readonly what: string };

/** How a request over HTTP is signed. */
export type Signing = 'right' | 'wrong' | 'stale' | 'missing';
export type HttpAnswer = { readonly status: number; readonly body: string };

export type SlackServer = {
  /** For `clientOptions.slackApiUrl`: `http://127.0.0.1:PORT/api/`. */
  readonly apiUrl: string;
  /** For `installerOptions.authorizationUrl`. */
  readonly authorizeUrl: string;
  readonly appId: string;
  /** `xapp-…` with connections:write. */
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The first workspace. */
  readonly team: Team;
  readonly requests: readonly LoggedRequest[];
  readonly problems: readonly Problem[];
  /** Forgets the requests and problems so far. */
  clearLog(): void;
  /** Ends sockets, requests under way, retries. Everything that waits is rejected. */
  close(): Promise<void>;
  /** Forgets every message and every request, as if nothing had been said yet. */
  empty(): void;
  /** Moves the server's clock forward: response_urls and triggers expire, edit windows close, rates recover. */
  advance(ms: number): void;

  addTeam(spec?: TeamSpec): Team;
  addPerson(team: Team, spec?: PersonSpec): Person;
  addChannel(team: Team, spec?: ChannelSpec): Channel;
  addGroup(team: Team, spec?: GroupSpec): Group;
  /** A file that a person has put into the workspace; its id is a value for `submit` and a file_input. */
  addFile(person: PersonRef, file: { readonly name: string; readonly text: string }): StoredFile;
  /** The direct message between the bot and a person. */
  directMessage(person: PersonRef): Channel;

  setRole(person: PersonRef, role: Role): void;
  /** A person joins a channel or leaves it (member_joined_channel, member_left_channel). */
  join(channel: ChannelRef, person: PersonRef): Delivery | null;
  leave(channel: ChannelRef, person: PersonRef): Delivery | null;
  setGroup(group: Group, members: readonly PersonRef[]): void;
  /** A user group that was switched off cannot be rung or listed. */
  disableGroup(group: Group): void;

  /** Each change of what the bot may do gives the delivery of its event; null where the app is not told. */
  removeBot(channel: ChannelRef): Delivery | null;
  inviteBot(channel: ChannelRef): Delivery | null;
  archive(channel: ChannelRef): Delivery | null;
  unarchive(channel: ChannelRef): Delivery | null;
  rename(channel: ChannelRef, name: string): Delivery | null;
  deleteChannel(channel: ChannelRef): Delivery | null;
  /** Only some may post there from now on (`restricted_action`), or everybody again. */
  restrict(channel: ChannelRef, restricted: boolean): void;
  revokeToken(team: Team): Delivery | null;
  /** An administrator switches the bot's account off: `account_inactive`; no event. */
  deactivateBot(team: Team): void;
  uninstall(team: Team): readonly Delivery[];
  /** Puts the app into the workspace again, as its installer would; a new token where the old one is void. */
  install(team: Team): void;
  removeScope(team: Team, scope: string): void;
  addScope(team: Team, scope: string): void;

  /** What a channel holds, oldest first, thread replies included. */
  messages(teamId: string, channelId: string): readonly StoredMessage[];
  /** A person says something; the app gets `message.*` and `app_mention` where it subscribed to them. */
  say(person: PersonRef, channel: ChannelRef, text: string, threadTs?: string): MessageRef;
  deleteMessage(message: MessageRef): void;
  /** What chat.postEphemeral and response_urls have shown this person in a channel, as it is now. */
  ephemerals(person: PersonRef, channel: ChannelRef): readonly SeenMessage[];
  /** The home page that was published for a person; null: none yet. */
  home(person: PersonRef): SeenView | null;
  /** The modals that a person has open, the top one last. */
  modals(person: PersonRef): readonly SeenView[];

  /**
   * A person does something. Resolves when the app has acknowledged; rejects with the rule that was broken (no
   * acknowledgement within `ackMs`, nobody connected, a malformed answer). `text` is what was typed: Slack escapes it on its
   * way, but for what its clients write themselves (`<#C1|news>`, `<!subteam^S1|@desk>`).
   */
  slash(person: PersonRef, channel: ChannelRef, text: string, command?: string): Promise<Act>;
  press(person: PersonRef, on: MessageRef | SeenMessage | ViewRef, control: Control): Promise<Act>;
  shortcut(person: PersonRef, message: MessageRef, callbackId: string): Promise<Act>;
  /** `values` by block_id, action_id or label; what is left out keeps its initial value. Refuses as Slack's form would. */
  submit(person: PersonRef, view: ViewRef, values: Readonly<Record<string, string | readonly string[]>>): Promise<Act>;
  /** Closes a modal (view_closed where `notify_on_close`). */
  dismiss(person: PersonRef, view: ViewRef): Promise<Act | null>;
  /** Types into an external_select; gives the options that the app offers. */
  suggest(
    person: PersonRef,
    on: MessageRef | SeenMessage | ViewRef,
    actionId: string,
    typed: string,
  ): Promise<readonly { readonly label: string; readonly value: string }[]>;
  /** Opens the app's home tab (app_home_opened); resolves with the page that is published in answer. */
  openHome(person: PersonRef): Promise<SeenView>;

  /** Sends any event of a workspace; null where the app did not subscribe to it or lacks its scope. */
  emit(teamId: string, event: Readonly<Record<string, unknown>> & { readonly type: string }): Delivery | null;

  /** Where payloads go from now on. */
  deliverOver(transport: { readonly kind: 'socket' } | { readonly kind: 'http'; readonly url: string }): void;
  /** How many sockets are open now. */
  socketCount(): number;
  /** Resolves when that many sockets are open (default 1) and have been greeted. */
  waitForSockets(count?: number): Promise<void>;
  /** Cuts every socket without a word. */
  dropSockets(): void;
  /** Tells every socket to reconnect. After `refresh_requested` Slack closes the socket; after `warning` a little later. */
  refreshSockets(reason: 'refresh_requested' | 'warning'): void;
  /** Posts a payload to `deliverTo`'s address, signed as said; the body is a slash command, an event or any form. */
  postHttp(body: string, contentType: string, signing: Signing): Promise<HttpAnswer>;
  /** Slack's check of the events address: gives what was answered to a challenge. */
  verifyUrl(challenge: string): Promise<HttpAnswer>;
  /** Slack's `ssl_check=1`. */
  sslCheck(): Promise<HttpAnswer>;
  /** A slash command's body as it goes over HTTP, for `postHttp`. */
  slashBody(person: PersonRef, channel: ChannelRef, text: string): string;

  /** What happens to the next `times` calls of a method (default 1; `*` is every method; also `response_url`, `upload`, `download`). */
  fail(method: string, fault: Fault, times?: number): void;
  /** Asked at every call before anything comes of it; what it gives goes wrong with that call. */
  failEach(fault: (method: string) => Fault | null): void;
  /** Ends every fault that is still waiting for its call. */
  heal(): void;

  /**
   * A person agrees, on the page that `authorizeUrl` shows, to install the app into their workspace. Takes the address that the
   * app sent the browser to; gives the address that Slack sends it back to (code and state).
   */
  approve(person: PersonRef, address: string): Promise<string>;
  /** As `approve`, and the person says no (error=access_denied). */
  deny(person: PersonRef, address: string): Promise<string>;
};
