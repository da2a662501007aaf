import type { Instant } from '../lib/clock.ts';
import { type ChannelAddress, workspaceKey } from '../platform/channel.ts';
import type { Calls } from '../platform/platform.ts';
import { createHeap } from './heap.ts';

/**
 * What a channel is to do next, by how soon people want it: news and notices; what can wait (digests, older stories, lines
 * in threads); edits.
 */
export type Lane = 'news' | 'rest' | 'edits';

/** When there is something to do in a channel. `isHeld`: something of it waits for people or for a time of day. */
export type Next =
  | { readonly kind: 'now'; readonly lane: Lane; readonly isHeld: boolean }
  /** Null: not before something changes. */
  | { readonly kind: 'later'; readonly at: Instant | null; readonly isHeld: boolean };

/** Whom a claim is for and what it may take. */
export type Wanted = {
  isMeant(platform: string): boolean;
  /** Until when calls of a kind wait in a whole workspace, or in a whole platform; null where they need not. */
  limitedUntil(channel: ChannelAddress, reach: 'workspace' | 'platform', calls: Calls): Instant | null;
};

/**
 * Which channel is next. Channels that have something to do stand in line by platform and workspace: workspaces take turns,
 * and in a workspace its channels. A claim costs the same however much waits; a channel is looked at only when something
 * changed there or its time has come.
 */
export type Agenda = {
  /** Something in the channel (`channelKey`) may have changed. */
  touch(channel: string): void;
  /** What is held back anywhere may be free now: somebody changed a setting, a pause, a mute. */
  touchHeld(): void;
  /** Something changed for every channel of a place. */
  touchAll(isMeant: (channel: ChannelAddress) => boolean): void;
  /** The channel that is next; it is out of the agenda until `touch`, which must follow. Null where there is nothing to do. */
  take(wanted: Wanted, now: Instant): string | null;
  /** When `take` will have something; null where nothing is known to come. */
  nextAt(wanted: Wanted, now: Instant): Instant | null;
};

type Entry = { readonly channel: ChannelAddress; next: Next };

/** Of so many claims, the last two take from the lanes that can wait first, so that no flood of news holds them up for good. */
const ORDERS: readonly (readonly Lane[])[] = [
  ['news', 'rest', 'edits'],
  ['news', 'edits', 'rest'],
  ['news', 'rest', 'edits'],
  ['news', 'edits', 'rest'],
  ['rest', 'news', 'edits'],
  ['edits', 'news', 'rest'],
];
const LANES: readonly Lane[] = ['news', 'rest', 'edits'];
/** A clock that goes back by more than this was set. */
const STEP_BACK_MS = 1_000;

/** Channels in line, by workspace. The first of a map is the next. */
type Line = Map<string, { readonly channel: ChannelAddress; readonly channels: Set<string> }>;

/** `look` tells what a channel is to do next; null where it has nothing. */
export function createAgenda(
  look: (channel: string, now: Instant) => { readonly channel: ChannelAddress; readonly next: Next } | null,
): Agenda {
  const entries = new Map<string, Entry>();
  const stale = new Set<string>();
  const alarms = createHeap();
  const lines = new Map<string, Record<Lane, Line>>();
  let lastNow: Instant | null = null;
  let claims = 0;

  function lineOf({ platform }: ChannelAddress, lane: Lane): Line {
    const known = lines.get(platform) ?? { news: new Map(), rest: new Map(), edits: new Map() };
    lines.set(platform, known);
    return known[lane];
  }

  function leaveLine(key: string, { channel, next }: Entry): void {
    if (next.kind !== 'now') return;
    const line = lineOf(channel, next.lane);
    const place = line.get(workspaceKey(channel));
    if (place?.channels.delete(key) && place.channels.size === 0) line.delete(workspaceKey(channel));
  }

  function joinLine(key: string, { channel, next }: Entry): void {
    if (next.kind === 'later') {
      if (next.at !== null) alarms.push(next.at, key);
      return;
    }
    const line = lineOf(channel, next.lane);
    const workspace = workspaceKey(channel);
    const place = line.get(workspace) ?? { channel, channels: new Set() };
    line.set(workspace, place);
    place.channels.add(key);
  }

  function lookAt(key: string, now: Instant): void {
    const before = entries.get(key);
    const found = look(key, now);
    // One that is in line already keeps its place.
    if (before?.next.kind === 'now' && found?.next.kind === 'now' && before.next.lane === found.next.lane) {
      before.next = found.next;
      return;
    }
    if (before !== undefined) leaveLine(key, before);
    if (found === null) {
      entries.delete(key);
      return;
    }
    const entry = { ...found };
    entries.set(key, entry);
    joinLine(key, entry);
  }

  function refresh(now: Instant): void {
    if (lastNow !== null && now < lastNow - STEP_BACK_MS) for (const key of entries.keys()) stale.add(key);
    lastNow = now;
    const isCurrent = (at: Instant, key: string) => {
      const next = entries.get(key)?.next;
      return next?.kind === 'later' && next.at === at;
    };
    for (const key of alarms.popUntil(now, isCurrent)) stale.add(key);
    if (alarms.size() > 4 * entries.size + 64) alarms.keep(isCurrent);
    const due = [...stale];
    stale.clear();
    for (const key of due) lookAt(key, now);
  }

  /** The limit of the workspace or platform that a place in line waits for. */
  function waitOf(wanted: Wanted, channel: ChannelAddress, reach: 'workspace' | 'platform', lane: Lane) {
    return wanted.limitedUntil(channel, reach, lane === 'edits' ? 'edit' : 'say');
  }

  function takeFrom(line: Line, lane: Lane, wanted: Wanted): string | null {
    const [first] = line.values();
    if (first === undefined || waitOf(wanted, first.channel, 'platform', lane) !== null) return null;
    for (const [workspace, place] of line) {
      if (waitOf(wanted, place.channel, 'workspace', lane) !== null) continue;
      const [key] = place.channels;
      if (key === undefined) continue;
      place.channels.delete(key);
      line.delete(workspace);
      if (place.channels.size > 0) line.set(workspace, place);
      entries.delete(key);
      return key;
    }
    return null;
  }

  return {
    touch: (channel) => void stale.add(channel),
    touchHeld() {
      for (const [key, { next }] of entries) if (next.isHeld) stale.add(key);
    },
    touchAll(isMeant) {
      for (const [key, { channel }] of entries) if (isMeant(channel)) stale.add(key);
    },

    take(wanted, now) {
      refresh(now);
      claims++;
      for (const lane of ORDERS[claims % ORDERS.length] ?? LANES)
        for (const [platform, ofPlatform] of lines) {
          if (!wanted.isMeant(platform)) continue;
          const taken = takeFrom(ofPlatform[lane], lane, wanted);
          if (taken === null) continue;
          // Where a claim is for several platforms they take turns as well.
          lines.delete(platform);
          lines.set(platform, ofPlatform);
          return taken;
        }
      return null;
    },

    nextAt(wanted, now) {
      refresh(now);
      let soonest = alarms.first();
      const consider = (at: Instant) => {
        if (soonest === null || at < soonest) soonest = at;
      };
      for (const [platform, ofPlatform] of lines) {
        if (!wanted.isMeant(platform)) continue;
        for (const lane of LANES)
          for (const { channel } of ofPlatform[lane].values()) {
            const waits = [waitOf(wanted, channel, 'platform', lane), waitOf(wanted, channel, 'workspace', lane)];
            consider(waits.reduce<Instant>((last, at) => (at !== null && at > last ? at : last), now));
          }
      }
      return soonest;
    },
  };
}
