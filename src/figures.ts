import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Instant } from './lib/clock.ts';
import type { Queue } from './outbox/outbox.ts';
import type { Outcome, Platform } from './platform/platform.ts';

/** What figures are read from, at the moment at which somebody asks for them. */
export type Figured = {
  readonly clock: () => Instant;
  counts(): { readonly articles: number; readonly stories: number };
  topics(): number;
  feeds(): { readonly all: number; readonly failing: number };
  /** Names of what goes wrong now. */
  problems(): number;
  damagedRows(): number;
  /** What waits to be said, platform by platform. */
  queues(): readonly Queue[];
};

/** Figures for Prometheus. They name platforms and kinds of outcomes; never a workspace, a channel or a topic. */
export type Figures = {
  /** All of them in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** The platform, whose calls are counted. */
  counted(platform: Platform): Platform;
  /** Counts what became of an offer of a source: `filed`, `repeat` or `unreadable`. */
  filed(kind: string): void;
};

/** Figures of one Newsdesk, and of its process: memory, processor time, lag of the event loop. */
export function createFigures(figured: Figured): Figures {
  const registry = new Registry();
  const registers = [registry];

  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('newsdesk_articles', 'Articles that are kept.', () => figured.counts().articles);
  gauge('newsdesk_stories', 'Stories that are kept.', () => figured.counts().stories);
  gauge('newsdesk_topics', 'Topics of all workspaces.', figured.topics);
  gauge('newsdesk_feeds', 'Feeds that are read.', () => figured.feeds().all);
  gauge('newsdesk_feeds_failing', 'Feeds that cannot be read now.', () => figured.feeds().failing);
  gauge('newsdesk_problems', 'What goes wrong now; /healthz names it.', figured.problems);
  gauge('newsdesk_damaged_rows', 'Rows of the store that were set aside.', figured.damagedRows);

  const queued = (name: string, help: string, read: (queue: Queue) => number) =>
    new Gauge({
      name,
      help,
      registers,
      labelNames: ['platform'],
      collect() {
        for (const queue of figured.queues()) this.set({ platform: queue.platform }, read(queue));
      },
    });
  queued('newsdesk_deliveries_waiting', 'Deliveries that wait.', ({ waiting }) => waiting);
  queued('newsdesk_deliveries_in_doubt', 'Deliveries of which nobody knows whether they arrived.', (q) => q.inDoubt);
  queued(
    'newsdesk_oldest_delivery_seconds',
    'For how long the oldest delivery that nothing holds back has waited.',
    ({ dueSince }) => (dueSince === null ? 0 : Math.max(0, figured.clock() - dueSince) / 1_000),
  );

  const filings = new Counter({
    name: 'newsdesk_offers_total',
    help: 'What sources offered since the start, by what became of it.',
    registers,
    labelNames: ['outcome'],
  });
  const calls = new Counter({
    name: 'newsdesk_calls_total',
    help: 'Calls to platforms since the start, by what came of them.',
    registers,
    labelNames: ['platform', 'act', 'outcome'],
  });

  const limited: Platform[] = [];
  new Counter({
    name: 'newsdesk_429s_total',
    help: 'Answers of platforms since the start which said that calls come too fast.',
    registers,
    labelNames: ['platform'],
    collect() {
      this.reset();
      for (const { name, tooFast } of limited) this.inc({ platform: name }, tooFast?.() ?? 0);
    },
  });

  function counted(platform: Platform): Platform {
    const { name } = platform;
    limited.push(platform);
    const count = async (act: string, call: Promise<Outcome>): Promise<Outcome> => {
      const outcome = await call.catch((error: unknown) => {
        calls.inc({ platform: name, act, outcome: 'unknown' });
        throw error;
      });
      calls.inc({ platform: name, act, outcome: outcome.kind });
      return outcome;
    };
    return {
      ...platform,
      post: (channel, message, key) => count('post', platform.post(channel, message, key)),
      edit: (channel, id, message) => count('edit', platform.edit(channel, id, message)),
      reply: (channel, id, message, key) => count('reply', platform.reply(channel, id, message, key)),
      async find(channel, key, since, thread) {
        const finding = await platform.find(channel, key, since, thread);
        calls.inc({ platform: name, act: 'find', outcome: finding.kind });
        return finding;
      },
    };
  }

  let isWatched = false;
  return {
    text() {
      // Watching the event loop costs a little: it begins when somebody asks.
      if (!isWatched) collectDefaultMetrics({ register: registry });
      isWatched = true;
      return registry.metrics();
    },
    contentType: registry.contentType,
    counted,
    filed: (kind) => filings.inc({ outcome: kind }),
  };
}
