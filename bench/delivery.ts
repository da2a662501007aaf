import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article } from '../src/articles/article.ts';
import { DAY_MS, HOUR_MS, type Instant, later, MINUTE_MS, SECOND_MS, systemClock } from '../src/lib/clock.ts';
import { articleId, storyId, topicId } from '../src/lib/ids.ts';
import { silentLog } from '../src/lib/log.ts';
import { createTurns } from '../src/lib/turns.ts';
import { openChannelStates } from '../src/outbox/channels.ts';
import { alertKey, type Delivery, digestKey, newDelivery } from '../src/outbox/delivery.ts';
import { inTurn } from '../src/outbox/glance.ts';
import { openMutes } from '../src/outbox/mutes.ts';
import { openOutbox } from '../src/outbox/outbox.ts';
import { type ChannelAddress, channelKey, workspaceKey } from '../src/platform/channel.ts';
import { createBell, runPool } from '../src/schedule.ts';
import { commitChanges } from '../src/store/change.ts';
import { openStore } from '../src/store/store.ts';
import { createLinks, type StoryView, viewStory } from '../src/stories/view.ts';
import { joinDiscord, joinSlack } from '../test/support/chat/backlog.ts';
import type { Order, Told } from './delivery-servers.ts';
import { speedUp } from './fast-clock.ts';

/*
 * A backlog of deliveries over many channels of several workspaces of uneven size, on Discord and Slack at once: how much of
 * what the platforms allow is reached, how often they refuse, how long each workspace waits, and whether each channel hears
 * things in their order. discord.js and Bolt's client talk to local servers, in a process of their own, that keep the real
 * limits and answer each post after 300 ms; time passes SPEED times as fast for all of them. Run it on a machine that has
 * nothing else to do: where the processor cannot keep up with the faster clock, that is what is measured. The share of its
 * time in which Newsdesk's own process was busy is told at the end.
 *
 *   SPEED=2 DELIVERIES=10000 npm run bench:delivery
 */
const SPEED = Number(process.env['SPEED'] ?? 2);
const DELIVERIES = Number(process.env['DELIVERIES'] ?? 10_000);
const MINUTES = Number(process.env['MINUTES'] ?? 4);
const ANSWER_MS = 300;
/** Channels of each workspace: 500 in all. */
const GUILDS = [120, 90, 50, 25, 10, 5];
const TEAMS = [60, 50, 40, 30, 15, 5];
/** Discord's share of the deliveries. */
const DISCORD_SHARE = 0.6;
/** What the platforms allow, a second. */
const ALLOWED = { discord: { all: 50, workspace: 50 }, slack: { all: 60, workspace: 10 } };
const CHANNEL_ALLOWED = 1;
const AT_ONCE = 32;

const start = Date.now();
speedUp(SPEED, start);
const links = createLinks(() => 'http://news.example');
const views = new Map<string, StoryView>();
const topic = topicId('bench', 'Talks');

function makeStory(number: number, at: Instant): StoryView {
  const name = `Gazette ${number}`;
  const text = `${name} says that something happened in Valletta, and that more of it will come.`;
  const article: Article = {
    id: articleId('bench', name),
    title: `${name} reports on talks in Valletta`,
    titleOrigin: 'stated',
    text,
    summary: [text],
    time: { origin: 'stated', at, precision: 'minute', zone: null },
    publisher: name,
    agency: null,
    place: 'Valletta',
    url: `https://gazette.example/${number}`,
    image: null,
    language: 'en',
  };
  const view = viewStory({ id: storyId(article.id), articles: [article.id] }, [article], links);
  views.set(view.story.id, view);
  return view;
}

/** What waits in one channel: mostly news, in any order; older stories of a backfill; digests. */
function makeRows(channel: ChannelAddress, count: number, now: Instant, first: number): readonly Delivery[] {
  return Array.from({ length: count }, (_, n): Delivery => {
    const number = first + n;
    if (n % 10 === 9) {
      const said = { kind: 'stories', cause: 'digest', sections: [], page: 1, pages: 1, reason: '' } as const;
      const what = { ...said, from: now, to: now };
      const key = digestKey(channel, later(now, n), 1);
      return newDelivery({ key, channel, story: null, what, order: now, plannedAt: now, revision: '?' });
    }
    const ageMs = n % 5 === 4 ? 3 * DAY_MS : ((n * 7) % 60) * MINUTE_MS;
    const at = later(now, -ageMs - n * SECOND_MS);
    const story = makeStory(number, at).story.id;
    const what = { kind: 'alert', topics: [topic] } as const;
    return newDelivery({
      key: alertKey(channel, story),
      channel,
      story,
      what,
      order: at,
      plannedAt: now,
      revision: '?',
    });
  });
}

/** Shares a number of deliveries out over channels, the first of each workspace getting three times as many as the last. */
function shareOut(
  workspaces: readonly (readonly ChannelAddress[])[],
  total: number,
): ReadonlyMap<ChannelAddress, number> {
  const weights = workspaces.flatMap((channels) =>
    channels.map((channel, n) => ({ channel, weight: 3 - (2 * n) / channels.length })),
  );
  const sum = weights.reduce((all, { weight }) => all + weight, 0);
  let left = total;
  return new Map(
    weights.map(({ channel, weight }, n) => {
      const share = n === weights.length - 1 ? left : Math.min(left, Math.round((total * weight) / sum));
      left -= share;
      return [channel, share];
    }),
  );
}

/** The least seconds in which the platform lets so much through. */
function leastSeconds(
  shares: ReadonlyMap<ChannelAddress, number>,
  allowed: { readonly all: number; readonly workspace: number },
): number {
  const byWorkspace = new Map<string, number>();
  let [all, most] = [0, 0];
  for (const [channel, count] of shares) {
    all += count;
    most = Math.max(most, count);
    byWorkspace.set(workspaceKey(channel), (byWorkspace.get(workspaceKey(channel)) ?? 0) + count);
  }
  return Math.max(all / allowed.all, Math.max(...byWorkspace.values()) / allowed.workspace, most / CHANNEL_ALLOWED);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

const folder = mkdtempSync(join(tmpdir(), 'newsdesk-bench-'));
const store = await openStore(`sqlite:${join(folder, 'news.db')}`);
const servers = fork(new URL('delivery-servers.ts', import.meta.url));
const ask = async (order: Order): Promise<Told> => {
  servers.send(order);
  const [told]: Told[] = await once(servers, 'message');
  if (told === undefined) throw new Error('the servers said nothing');
  return told;
};
const order = {
  kind: 'serve',
  speed: SPEED,
  start,
  guilds: GUILDS,
  teams: TEAMS,
  answerMs: ANSWER_MS / SPEED,
} as const;
const served = await ask(order);
if (served.kind !== 'served') throw new Error('the servers did not begin');
const { discord, slack } = served;
const chats = [
  { ...(await joinDiscord(discord.access, systemClock)), name: 'discord', workspaces: discord.workspaces },
  { ...(await joinSlack(slack.access, systemClock)), name: 'slack', workspaces: slack.workspaces },
] as const;
const rules = { freshMs: DAY_MS, editMs: 0, lateMs: DAY_MS, doubtMs: HOUR_MS, inDoubt: 'at-least-once' } as const;
const outbox = await openOutbox({
  store,
  turns: createTurns(),
  stories: {
    story: async (ref) => views.get(ref) ?? null,
    timeline: async (id) => [views.get(id) ?? []].flat(),
  },
  platforms: chats.map(({ platform }) => platform),
  channels: await openChannelStates(store),
  mutes: await openMutes(store, (id) => id),
  rules,
  log: silentLog,
  topicName: () => 'Talks',
  // Lists that stand for many alerts are another matter.
  settings: () => ({ zone: 'UTC', language: 'en', burst: DELIVERIES, quiet: null, publish: false, emptyDigest: false }),
  quietUntil: () => null,
  followed: () => [],
  channelsOf: () => [],
});

const begun = systemClock();
const planned: Delivery[] = [];
const shares = chats.map(({ workspaces }, n) => {
  return shareOut(workspaces, Math.round(DELIVERIES * (n === 0 ? DISCORD_SHARE : 1 - DISCORD_SHARE)));
});
for (const [channel, count] of shares.flatMap((share) => [...share])) {
  planned.push(...makeRows(channel, count, begun, planned.length));
}
await commitChanges(store, [outbox.plan(planned)]);

const cpu = process.cpuUsage();
const bell = createBell();
const ending = new AbortController();
const endedAt = new Map<string, Instant>();
const giveUp = setTimeout(() => ending.abort(), MINUTES * MINUTE_MS * SPEED);
const started = systemClock();
let claims = 0;
function isEmpty(platform: string): boolean {
  const queue = outbox.queues(systemClock()).find((one) => one.platform === platform);
  return queue !== undefined && queue.waiting + queue.inDoubt === 0;
}
let claimCpu = 0;
await Promise.all(
  chats.map(async ({ platform }, n) => {
    const own = new AbortController();
    const total = [...(shares[n]?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    let done = 0;
    await runPool({
      async begin(most) {
        const before = performance.now();
        const begun = await outbox.begin(systemClock, platform.name, most);
        claims += begun.length;
        claimCpu += performance.now() - before;
        return begun;
      },
      size: AT_ONCE,
      idleMs: () =>
        Math.min(SECOND_MS, Math.max(0, (outbox.nextDueAt(systemClock(), platform.name) ?? Infinity) - systemClock())),
      bell,
      signal: AbortSignal.any([ending.signal, own.signal]),
      onDone() {
        done++;
        endedAt.set(platform.name, systemClock());
        if (done % 500 === 0) process.stderr.write(`${platform.name} ${done} of ${total}\r`);
        if (done >= total && isEmpty(platform.name)) own.abort();
      },
      onError: (error) => console.error(error),
    });
  }),
);
clearTimeout(giveUp);
const { user, system } = process.cpuUsage(cpu);
const report = await ask({ kind: 'report' });
if (report.kind !== 'report') throw new Error('the servers did not report');

const rows = planned.map(({ key }) => outbox.delivery(key)).filter((row) => row !== null);
const waitS = ({ shown }: Delivery) => (shown === null ? Number.POSITIVE_INFINITY : (shown.at - started) / 1_000);
const isInOrder = (ofChannel: readonly Delivery[]) => {
  const shown = ofChannel.toSorted((a, b) => waitS(a) - waitS(b)).map(({ key }) => key);
  return inTurn(ofChannel, rules.freshMs).every(({ key }, n) => key === shown[n]);
};
console.log(`${planned.length} deliveries, time ${SPEED} times as fast, each answered after ${ANSWER_MS} ms\n`);
console.table(
  Object.fromEntries(
    chats.map(({ name, platform }, n) => {
      const own = rows.filter(({ channel }) => channel.platform === platform.name);
      const least = leastSeconds(shares[n] ?? new Map(), platform.name === 'discord' ? ALLOWED.discord : ALLOWED.slack);
      const tookS = ((endedAt.get(platform.name) ?? started) - started) / 1_000;
      const { messages, tooFast, problems } = report[name];
      const channels = [...Map.groupBy(own, ({ channel }) => channelKey(channel)).values()];
      const row = {
        deliveries: own.length,
        'messages there': messages,
        'least s allowed': least.toFixed(1),
        'took s': tookS.toFixed(1),
        'share of the rate': `${((100 * least) / tookS).toFixed(1)} %`,
        '429s': tooFast,
        'channels out of order': channels.filter((ofChannel) => !isInOrder(ofChannel)).length,
        problems: problems.length,
      };
      return [platform.name, row];
    }),
  ),
);
console.table(
  Object.fromEntries(
    [...Map.groupBy(rows, ({ channel }) => workspaceKey(channel))].map(([workspace, own]) => {
      const news = own.filter(({ what, order }) => what.kind === 'alert' && begun - order <= rules.freshMs);
      const row = {
        channels: new Set(own.map(({ channel }) => channel.channel)).size,
        deliveries: own.length,
        'median wait s': median(own.map(waitS)).toFixed(1),
        'worst wait s': Math.max(...own.map(waitS)).toFixed(1),
        'worst wait of news s': Math.max(...news.map(waitS)).toFixed(1),
      };
      return [workspace, row];
    }),
  ),
);
const cpuMs = (user + system) / 1_000;
const realMs = (Math.max(...endedAt.values()) - started) / SPEED;
console.log(
  `CPU ${(cpuMs / 1_000).toFixed(1)} s, ${(cpuMs / rows.length).toFixed(2)} ms a delivery, busy ` +
    `${((100 * cpuMs) / realMs).toFixed(0)} % of the time; the servers ${(report.cpuMs / 1_000).toFixed(1)} s; ` +
    `${claims} claims, ${(claimCpu / SPEED / claims).toFixed(2)} ms each with their commit`,
);
for (const { name, leave } of chats) {
  for (const problem of report[name].problems) console.log(problem);
  await leave();
}
servers.disconnect();
await store.close();
rmSync(folder, { recursive: true });
