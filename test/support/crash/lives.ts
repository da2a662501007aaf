import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, type Instant, instant } from '../../../src/lib/clock.ts';
import { channelKey } from '../../../src/platform/channel.ts';
import type { LifeChat } from '../chat/life.ts';
import { openDiscordLife } from '../chat/life-discord.ts';
import { openSlackLife } from '../chat/life-slack.ts';
import { startFeedServer } from '../feed-server.ts';
import { ROOT } from '../newsroom.ts';
import { type Heard, type Order, type Said, saidSchema } from './order.ts';
import { happenings, linesOf, START } from './world.ts';

export const PLATFORMS = {
  // What can no longer be edited is said in a thread, which depends on when a process was killed: here everything can be edited.
  Discord: (startMs: number) => openDiscordLife(startMs, { oldEdits: 1_000 }),
  Slack: (startMs: number) => openSlackLife(startMs, 30 * DAY_MS),
} as const;
export type PlatformName = keyof typeof PLATFORMS;

/** Where a process is killed: around a write to its store, at a call that reaches the platform, or some time after it began. */
export type Kill =
  | { readonly at: 'write'; readonly when: 'before' | 'after'; readonly n: number }
  /** `before`: the platform never did it; `after`: it did, and could not say so. */
  | { readonly at: 'call'; readonly when: 'before' | 'after'; readonly n: number }
  | { readonly at: 'moment'; readonly ms: number };

/** What came of a life. */
export type Life = {
  /** What the channels hold, message by message; see `shownIn`. */
  readonly shown: readonly string[];
  /** What was said more than once, what broke a rule of the platform, and what never ended. */
  readonly wrong: readonly string[];
  /** Writes and calls of its first process, and how many processes were killed. */
  readonly writes: number;
  readonly calls: readonly string[];
  readonly killed: number;
};

// Hundreds of processes run the same code: it is compiled once.
const COMPILED = join(tmpdir(), 'newsdesk-test-compile-cache');
const CHILD = join(import.meta.dirname, 'child.ts');
/** A process that lives for longer hangs. */
const LONGEST_MS = 180_000;

/** Plays one life: a process for each kill, then one that is left alone until nothing is left to do. */
export async function playLife(name: PlatformName, kills: readonly Kill[]): Promise<Life> {
  const folder = await mkdtemp(join(tmpdir(), 'newsdesk-crash-'));
  const seeds = join(folder, 'seeds');
  await mkdir(seeds);
  const feeds = await startFeedServer();
  const chat = await PLATFORMS[name](START);
  try {
    const world = createWorld(chat, happenings(seeds, feeds));
    const home = chat.channels[0]?.workspace;
    const lines = linesOf(
      chat.channels.filter(({ workspace }) => workspace === home),
      feeds,
    );
    const orderOf = (kill: Kill | null): Order => ({
      store: `sqlite:${join(folder, 'newsdesk.db')}`,
      seeds,
      environment: { ...chat.environment, FEEDS_ALLOW: `127.0.0.1:${feeds.port}` },
      now: world.now(),
      lines: world.isReady() ? [] : lines,
      kill: kill?.at === 'write' ? { when: kill.when, write: kill.n } : null,
      isBusy: kill?.at === 'moment',
    });
    const wrong: string[] = [];
    let first: Run | null = null;
    let killed = 0;
    for (const kill of [...kills, null]) {
      const run = await runChild(orderOf(kill), kill, chat, world);
      first ??= run;
      wrong.push(...run.wrong);
      if (!run.wasKilled) break;
      killed++;
    }
    const { writes = 0, calls = [] } = first ?? {};
    return { shown: shownIn(chat), wrong: [...wrong, ...doubles(chat), ...chat.problems()], writes, calls, killed };
  } finally {
    await chat.close();
    await feeds.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type World = {
  now(): Instant;
  /** True once everybody's wishes were stored. */
  isReady(): boolean;
  hear(said: Said): Promise<Heard>;
};

/** Time, and what happens in it. It goes on where a process asks for it, and is the same for the next process. */
function createWorld(chat: LifeChat, events: readonly (() => Promise<number>)[]): World {
  const coming = [...events];
  let aheadMs = START - Date.now();
  let isReady = false;
  const now = () => instant(Date.now() + aheadMs) ?? START;
  function forward(ms: number): void {
    aheadMs += ms;
    chat.forward(ms);
  }
  return {
    now,
    isReady: () => isReady,
    async hear(said) {
      let isOver = false;
      if (said.kind === 'ready') isReady = true;
      if (said.kind === 'wait') forward(said.ms);
      if (said.kind === 'idle') {
        const event = coming.shift();
        if (event === undefined) isOver = true;
        else forward(await event());
      }
      return { now: now(), isOver };
    },
  };
}

type Run = {
  readonly wasKilled: boolean;
  readonly writes: number;
  readonly calls: readonly string[];
  readonly wrong: readonly string[];
};

function runChild(order: Order, kill: Kill | null, chat: LifeChat, world: World): Promise<Run> {
  const child = fork(CHILD, [JSON.stringify(order)], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  });
  const calls: string[] = [];
  const wrong: string[] = [];
  let said = '';
  let writes = 0;
  chat.each((call) => {
    calls.push(call);
    if (kill?.at !== 'call' || kill.n !== calls.length) return null;
    child.kill('SIGKILL');
    return kill.when;
  });
  const timers = [setTimeout(() => endLate(child, wrong), LONGEST_MS)];
  child.stderr?.on('data', (data) => {
    said += data;
  });
  child.on('message', (message) => {
    const heard = saidSchema.parse(message);
    if ('writes' in heard) writes = heard.writes;
    if (heard.kind === 'ready' && kill?.at === 'moment') timers.push(setTimeout(() => child.kill('SIGKILL'), kill.ms));
    if (heard.kind === 'stuck') wrong.push(`it never ends: ${heard.what}`);
    void world.hear(heard).then((answer) => {
      if (child.connected) child.send(answer, () => undefined);
    });
  });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      for (const timer of timers) clearTimeout(timer);
      chat.each(() => null);
      if (signal === null && code !== 0) wrong.push(`it ended with ${code}: ${said}`);
      resolve({ wasKilled: signal === 'SIGKILL', writes, calls, wrong });
    });
  });
}

function endLate(child: ChildProcess, wrong: string[]): void {
  wrong.push('it did not end in time');
  child.kill('SIGTERM');
}

/**
 * The channels' messages in their order, each with what stands in its thread, in the words of the platform. Ids differ from
 * life to life.
 */
function shownIn(chat: LifeChat): readonly string[] {
  const held = chat.held();
  const shown = chat.channels.flatMap((channel, place) => {
    const here = held.filter((message) => channelKey(message.channel) === channelKey(channel));
    return here
      .filter(({ thread }) => thread === null)
      .flatMap(({ id, print }, n) => [
        `channel ${place}, message ${n}: ${print}`,
        ...here.filter(({ thread }) => thread === id).map((reply) => `channel ${place}, under ${n}: ${reply.print}`),
      ]);
  });
  const others = held.length - shown.length;
  return others === 0 ? shown : [...shown, `${others} messages elsewhere`];
}

function doubles(chat: LifeChat): readonly string[] {
  const same = Map.groupBy(chat.held(), ({ channel, label }) => `${channelKey(channel)} ${label}`);
  return [...same].flatMap(([what, all]) => (all.length > 1 ? [`${what} was said ${all.length} times`] : []));
}
