import { feedId } from '../../../src/lib/ids.ts';
import type { Claim, Feed } from '../../../src/sources/feeds/feed.ts';
import { FIRST_INTERVAL_MS } from '../../../src/sources/feeds/politeness.ts';
import { moment } from '../../support/newsroom.ts';

export const NOW = moment('2026-06-01T09:00:00Z');

export function claim(workspace = 'preview:local', channel: string | null = 'preview:local:news'): Claim {
  return { workspace, channel, at: NOW, isPaused: false };
}

/** A feed that was read before, with nothing to remember. */
export function aFeed(address: string, known: Partial<Feed> = {}): Feed {
  return {
    id: feedId(address),
    address,
    addedAs: null,
    title: 'The Gazette',
    claims: [claim()],
    fullText: false,
    addedAt: NOW,
    metAt: NOW,
    nextAt: NOW,
    intervalMs: FIRST_INTERVAL_MS,
    floorMs: 0,
    ttlMs: 0,
    etag: null,
    lastModified: null,
    bodyDigest: null,
    moved: null,
    areGuidsTrusted: true,
    isGone: false,
    trouble: null,
    lastOkAt: null,
    lastNewAt: null,
    newByDay: {},
    ...known,
  };
}
