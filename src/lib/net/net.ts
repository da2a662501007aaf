import type { NetLimits } from './limits.ts';
import type { Net } from './outcome.ts';
import type { Resolve } from './resolve.ts';

export type NetOptions = {
  /** Who we are, for publishers: `Newsdesk/1.2.3 (+https://…)`. */
  readonly userAgent: string;
  /** Hosts, host:port, addresses and CIDRs that may be read although they are not public. See `allowProblems`. */
  readonly allow: readonly string[];
  readonly limits?: Partial<NetLimits>;
  readonly resolve?: Resolve;
};

export declare function openNet(options: NetOptions): Net;
