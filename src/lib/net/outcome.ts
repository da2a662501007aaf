import type { NetReason } from './reasons.ts';

/**
 * The one way out to the web for addresses that people and feeds name. Only public web servers are reached (and what the allow-list
 * names); everything is bounded in bytes and time; nothing that a network does is thrown.
 */
export type Net = {
  /**
   * Reads one address and follows its redirects. Waits for its turn first: no host is asked by too many at once, nor too fast; that
   * waiting does not count towards `totalMs`. Gives a failure for everything that goes wrong, including an aborted signal.
   */
  readonly get: (address: string, request: NetRequest) => Promise<NetOutcome>;
  /**
   * Posts a form to one address, within the same bounds as `get`. No redirect is followed: a form goes to nobody but the one it was meant for.
   * It must be one that may come twice: where a kept connection turns out to be closed, it is sent again.
   */
  readonly post: (
    address: string,
    form: Readonly<Record<string, string>>,
    request: PostRequest,
  ) => Promise<PostOutcome>;
  /** Ends all requests under way (they fail as `stopped`) and closes every connection. */
  readonly close: () => Promise<void>;
};

export type NetRequest = {
  /** The Accept header. */
  readonly accept: string;
  /** The most bytes of a body, on the wire and again after decompression. */
  readonly maxBytes: number;
  /** The most milliseconds for everything, redirects included. */
  readonly totalMs: number;
  /** What the last answer said of itself, to be told "not modified": null asks for the body in any case. */
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly signal?: AbortSignal;
};

/** `totalMs`: the most milliseconds for everything. */
export type PostRequest = Pick<NetRequest, 'totalMs' | 'signal'>;

/** Of the answer to a form only its status counts: `taken` is 2xx. */
export type PostOutcome = { readonly kind: 'taken' } | NetFailed;

/** One step of the way from the address that was asked for to the one that answered. Addresses are whole and canonical. */
export type NetRedirect = {
  readonly from: string;
  readonly to: string;
  /** 301 and 308: the publisher says that the old address is no more to be used. */
  readonly isPermanent: boolean;
};

/** What every answer tells, whatever it is. */
export type NetAnswer = {
  /** The address that answered, after all redirects. */
  readonly address: string;
  readonly redirects: readonly NetRedirect[];
  readonly etag: string | null;
  /** As the server spelt it, to be sent back so. */
  readonly lastModified: string | null;
  /** For how long the answer stays fresh by Cache-Control or Expires; null where nothing is said, 0 where it is not to be kept. */
  readonly maxAgeMs: number | null;
};

export type NetBody = NetAnswer & {
  readonly kind: 'body';
  readonly status: 200 | 203;
  /** Decompressed. */
  readonly bytes: Uint8Array;
  /** How many bytes came over the wire for the body. */
  readonly wireBytes: number;
  /** The media type as stated, in lower case and without parameters; null where none is stated. It is reported, not judged. */
  readonly contentType: string | null;
  /** The charset parameter of the media type, in lower case. */
  readonly charset: string | null;
  /** The Link headers as they came, joined by ", ": hubs and feeds are named there. */
  readonly link: string | null;
};

/** Validators that the answer left out are those that were sent. */
export type NetNotModified = NetAnswer & { readonly kind: 'not-modified' };

export type NetFailed = {
  readonly kind: 'failed';
  readonly reason: NetReason;
  /** For people: what happened, and what to do. Names the host, never the whole address: that may hold a secret. */
  readonly sentence: string;
  /** The address at which it failed (after redirects), as far as it could be read. */
  readonly address: string;
  readonly redirects: readonly NetRedirect[];
  /** The HTTP status, where the failure is one. */
  readonly status: number | null;
  /** When the server wants to be asked again, from now. At most a day. */
  readonly retryAfterMs: number | null;
  /** Asking again is of no use until a person changes something: the address is none, leads inside, or its owner says it is gone. */
  readonly isPermanent: boolean;
};

export type NetOutcome = NetBody | NetNotModified | NetFailed;
