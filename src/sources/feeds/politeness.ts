import { MINUTE_MS } from '../../lib/clock.ts';

/** How long a feed is left alone before anything is known of it. */
export const FIRST_INTERVAL_MS = 30 * MINUTE_MS;
