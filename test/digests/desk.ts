import { openArchive } from '../../src/archive/archive.ts';
import { SEARCH_IN_MEMORY } from '../../src/archive/search-database.ts';
import { openDigests } from '../../src/digests/digests.ts';
import type { DigestDesk } from '../../src/digests/next-digest.ts';
import type { Instant } from '../../src/lib/clock.ts';
import { articleId, type StoryId, storyId } from '../../src/lib/ids.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createTurns } from '../../src/lib/turns.ts';
import { type Delivery, deliverySchema, type StoriesSaid } from '../../src/outbox/delivery.ts';
import { openMutes } from '../../src/outbox/mutes.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import { openSettingsBook } from '../../src/settings/book.ts';
import { type Change, commitChanges } from '../../src/store/change.ts';
import type { Store } from '../../src/store/store.ts';
import { createLinks } from '../../src/stories/view.ts';
import { type FollowedAs, openWatchlist } from '../../src/topics/watchlist.ts';

/** A ledger of deliveries, without anybody who carries them out. */
async function openLedger(store: Store) {
  const table = store.table('deliveries', deliverySchema);
  const rows = new Map<string, Delivery>();
  for await (const [key, row] of table.rows()) rows.set(key, row);
  return {
    rows,
    delivery: (key: string) => rows.get(key) ?? null,
    plan: (planned: readonly Delivery[]): Change => ({
      writes: planned.map((row) => table.put(row.key, row)),
      apply() {
        for (const row of planned) rows.set(row.key, row);
      },
    }),
  };
}

/** Everything that digests are made from, over a store; opened again, it knows what was stored. */
export async function openDesk(store: Store, zone = 'UTC') {
  const timelines = new Map<StoryId, readonly StoryId[]>();
  const timeline = (id: StoryId) => timelines.get(id) ?? [id];
  const links = createLinks(() => 'http://news.example');
  const restoring = {
    memo: () => true,
    article: () => '',
    story: () => undefined,
    done: async () => undefined,
  };
  const archive = await openArchive({
    store,
    links,
    log: silentLog,
    searchPath: SEARCH_IN_MEMORY,
    restoring,
    timelineOf: timeline,
    progress: () => undefined,
  });
  const settings = await openSettingsBook(store, {
    zone,
    quiet: null,
    language: 'en',
    burst: 5,
    publish: false,
    emptyDigest: false,
    managers: null,
  });
  const ledger = await openLedger(store);
  const watchlist = await openWatchlist(store, { added: () => undefined, removed: () => undefined });
  const mutes = await openMutes(store, (id) => archive.currentStory(id)?.id ?? id);
  const closed = new Set<string>();
  const digests = await openDigests({
    store,
    zoneOf: (channel) => settings.of(channel).zone,
    isClosed: ({ channel }) => closed.has(channel),
    changed: () => undefined,
  });
  const desk: DigestDesk = {
    store,
    turns: createTurns(),
    digests,
    archive,
    stories: { timeline },
    watchlist,
    mutes,
    settings,
    outbox: ledger,
  };

  async function commit(...changes: readonly Change[]): Promise<void> {
    await commitChanges(store, changes);
  }

  return {
    ...desk,
    desk,
    settings,
    watchlist,
    mutes,
    timelines,
    /** The names of channels in which nothing can be posted. */
    closed,
    commit,
    /** Lets a channel follow a topic; gives the topic's id. */
    async follow(channel: ChannelAddress, name: string, as: FollowedAs, now: Instant) {
      const { topic, change } = watchlist.watch({ channel, name, query: name, backfill: 0, as, mention: null, now });
      await commit(change);
      return topic.id;
    },
    /** Files a story that `publishers` tell at a time. */
    async file(name: string, at: Instant, publishers: readonly string[] = ['Gazette']): Promise<StoryId> {
      const ids = publishers.map((publisher) => articleId('test', name, publisher));
      const [founder] = ids;
      if (founder === undefined) throw new Error('a story has publishers');
      const id = storyId(founder);
      for (const [n, publisher] of publishers.entries()) {
        const own = ids[n] ?? founder;
        const article = {
          id: own,
          title: `${name} by ${publisher}`,
          titleOrigin: 'stated' as const,
          text: `${name} happened, says ${publisher}.`,
          summary: [],
          time: { origin: 'stated' as const, at, precision: 'minute' as const, zone: null },
          publisher,
          agency: null,
          place: null,
          url: null,
          image: null,
          language: 'en',
        };
        const filed = { article, source: 'test', ref: own, filedAt: at, isHistory: false, reasons: [] };
        const changed = [{ id, articles: ids.slice(0, n + 1) }];
        const regrouping = {
          article: own,
          story: id,
          outcome: 'new' as const,
          reasons: [],
          changed,
          dissolved: [],
          timelines: [[id]],
          memo: '',
        };
        await commit(archive.file(filed, own, regrouping));
      }
      return id;
    },
    /** What was sent to a channel, page by page, in the order of the due times. */
    sent(channel: ChannelAddress): readonly { readonly key: string; readonly said: StoriesSaid }[] {
      return [...ledger.rows.values()].flatMap(({ key, channel: { channel: name }, what }) =>
        name === channel.channel && what.kind === 'stories' ? [{ key, said: what }] : [],
      );
    },
  };
}

export function storiesOf(said: StoriesSaid): readonly StoryId[] {
  return said.sections.flatMap(({ stories }) => stories);
}
