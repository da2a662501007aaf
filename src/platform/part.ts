import type { Live } from './live.ts';
import type { Platform } from './platform.ts';
import type { Transcript } from './transcript.ts';

/** A platform that is switched on. */
export type PlatformPart = {
  readonly platform: Platform;
  /** What the pages may show of it; null where it has its own screen. */
  readonly transcript: Transcript | null;
  /** The side that people use; null where that is the pages. */
  readonly live: Live | null;
};
