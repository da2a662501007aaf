import type { Instant } from '../lib/clock.ts';
import { isStanding } from '../outbox/hold.ts';
import type { Rich } from '../platform/message.ts';
import type { FollowedAs, Subscription } from '../topics/watchlist.ts';
import { momentSpan } from './reply.ts';

const HOW: Readonly<Record<FollowedAs, string>> = {
  alerts: 'as alerts',
  digest: 'in its digest',
  both: 'as alerts and in its digest',
};

/** How a channel follows a topic, in words: as what, whether somebody is rung, and whether it is paused. */
export function sayFollowing({ as, mention, paused }: Subscription, now: Instant, zone: string): Rich {
  const rings = mention === null ? '' : ', ringing a role';
  return [`${HOW[as]}${rings}`, ...(isStanding(paused, now) ? sayPause(paused.until, zone) : [])];
}

function sayPause(until: Instant | null, zone: string): Rich {
  return until === null ? [', paused'] : [', paused until ', momentSpan(until, zone)];
}
