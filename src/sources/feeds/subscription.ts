import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, type Instant, later, SECOND_MS } from '../../lib/clock.ts';
import type { FeedId } from '../../lib/ids.ts';
import type { NetBody } from '../../lib/net/outcome.ts';
import { feedIdSchema, instantSchema } from '../../lib/schemas.ts';
import { linkHeader } from './discover.ts';
import type { FeedDocument } from './document.ts';

/** Who tells of changes of a feed, and under which address it knows the feed. */
export type NamedHub = { readonly hub: string; readonly topic: string };

/** One address of ours that a hub was told, or is to be told. A feed has one that is not `leaving`. */
export type Subscription = {
  readonly feed: FeedId;
  readonly hub: string;
  readonly topic: string;
  /** Makes our address unguessable. */
  readonly token: string;
  /** Known to the hub and us; what it brings is signed with it. */
  readonly secret: string;
  /** As it was told to the hub; null: it was told nothing yet. */
  readonly callback: string | null;
  readonly state: 'named' | 'pending' | 'active' | 'refused' | 'leaving';
  readonly leaseEndsAt: Instant | null;
  readonly askedAt: Instant | null;
  /** When the hub is asked next. */
  readonly nextAt: Instant;
  /** How often it was asked since it last said yes. */
  readonly tries: number;
};

export const subscriptionSchema: z.ZodType<Subscription> = z.object({
  feed: feedIdSchema,
  hub: z.string(),
  topic: z.string(),
  token: z.string(),
  secret: z.string(),
  callback: z.string().nullable(),
  state: z.enum(['named', 'pending', 'active', 'refused', 'leaving']),
  leaseEndsAt: instantSchema.nullable(),
  askedAt: instantSchema.nullable(),
  nextAt: instantSchema,
  tries: z.int().min(0),
});

export const LEASE_ASKED_MS = 10 * DAY_MS;
/** Whatever a hub grants, it is asked again within this time. */
const LONGEST_LEASE_MS = 30 * DAY_MS;
/** So much of a lease goes by before it is renewed: what is left is for tries that fail. */
const RENEWED_AFTER = 0.8;
/** No hub is asked more often than this because of one feed. */
export const FIRST_RETRY_MS = HOUR_MS;
/** A hub that refuses, or never comes back, is asked again after this. */
export const LATE_RETRY_MS = 7 * DAY_MS;
const MAX_ADDRESS = 2_048;

/** The hub that a feed names and the address that it gives itself: both, or nothing can be asked. Headers come before the document (WebSub 4). */
export function hubOf(document: FeedDocument, { link, address }: Pick<NetBody, 'link' | 'address'>): NamedHub | null {
  const links = linkHeader(link ?? '');
  const inHeader = (rel: string) => {
    const found = links.find((one) => (one['rel'] ?? '').toLowerCase().split(/\s+/).includes(rel));
    return found === undefined ? null : (URL.parse(found['href'] ?? '', address)?.href ?? null);
  };
  const headerHub = inHeader('hub');
  const hub = headerHub ?? document.hub;
  const topic = headerHub === null ? document.self : (inHeader('self') ?? document.self);
  if (hub === null || topic === null || hub.length > MAX_ADDRESS || topic.length > MAX_ADDRESS) return null;
  return { hub, topic };
}

/** A subscription of which nobody knows yet. */
export function newSubscription(feed: FeedId, { hub, topic }: NamedHub, nextAt: Instant): Subscription {
  const token = randomBytes(24).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  const unasked = { callback: null, state: 'named', leaseEndsAt: null, askedAt: null } as const;
  return { feed, hub, topic, token, secret, ...unasked, nextAt, tries: 0 };
}

/** A subscription that its hub does not want. */
export function refused(row: Subscription, at: Instant): Subscription {
  return { ...row, state: 'refused', leaseEndsAt: null, nextAt: later(at, LATE_RETRY_MS) };
}

/** A subscription to which its hub said yes, for as long as it says. */
export function granted(row: Subscription, leaseSeconds: string, at: Instant): Subscription {
  const saidMs = /^\d{1,12}$/.test(leaseSeconds) ? Number(leaseSeconds) * SECOND_MS : LEASE_ASKED_MS;
  const leaseMs = Math.min(LONGEST_LEASE_MS, saidMs);
  const nextAt = later(at, Math.max(FIRST_RETRY_MS, Math.round(leaseMs * RENEWED_AFTER)));
  return { ...row, state: 'active', leaseEndsAt: later(at, leaseMs), nextAt, tries: 0 };
}

/** By WebSub 7.1: `method=hex` of an HMAC of the body. */
export function isSignedWith(secret: string, signature: string | null, body: Uint8Array): boolean {
  const said = /^(sha1|sha256|sha384|sha512)=([0-9a-f]{40,128})$/i.exec(signature?.trim() ?? '');
  if (said === null) return false;
  const [, method = '', hex = ''] = said;
  return isSame(createHmac(method.toLowerCase(), secret).update(body).digest(), Buffer.from(hex, 'hex'));
}

/** Tells by its time nothing but the length. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
