/** The bounds that hold for every request. What differs from one to the next (bytes, whole time) is part of the request. */
export type NetLimits = {
  /** To look the name up, connect and shake hands. */
  readonly connectMs: number;
  /** From the request to the end of the headers. */
  readonly firstByteMs: number;
  /** A body must bring at least `minBytesPerPeriod` in each period of this length. */
  readonly slowPeriodMs: number;
  readonly minBytesPerPeriod: number;
  readonly maxRedirects: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
  /** Requests to one host at a time. */
  readonly perHost: number;
  /** From the start of one request to a host to the start of the next. */
  readonly spacingMs: number;
  /** Requests at a time, to all hosts together. */
  readonly maxRequests: number;
  /** For how long an answer of the name system is remembered, and how many are. */
  readonly nameMs: number;
  readonly maxNames: number;
  /** Hosts to which connections are kept although nothing is asked of them. */
  readonly maxIdleHosts: number;
  /** For how long a connection is kept, unless the server states less. */
  readonly keepAliveMs: number;
};

export const NET_LIMITS: NetLimits = {
  connectMs: 10_000,
  firstByteMs: 20_000,
  slowPeriodMs: 10_000,
  minBytesPerPeriod: 2_048,
  maxRedirects: 5,
  maxHeaderBytes: 32_768,
  maxHeaders: 200,
  perHost: 2,
  spacingMs: 500,
  maxRequests: 64,
  nameMs: 10_000,
  maxNames: 1_000,
  maxIdleHosts: 256,
  keepAliveMs: 30_000,
};
