import { copyFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type App, createApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { type Clock, type Instant, instant } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Filed } from '../../src/pipeline.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { Message } from '../../src/platform/message.ts';
import type { PostedMessage } from '../../src/platform/transcript.ts';
import { openPlatforms, PREVIEW_CHANNEL, PREVIEW_WORKSPACE } from '../../src/platforms.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { readLexicon } from '../../src/topics/lexicon-folder.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const SEEDS = join(ROOT, 'seeds');

/** Never changes, so that all newsrooms of a test file can share it. */
const lexicon = readLexicon(join(ROOT, 'config/lexicon'));

/** A moment from ISO text, for tests. */
export function moment(iso: string): Instant {
  const at = instant(Date.parse(iso));
  if (at === null) throw new Error(`${iso} is not a time`);
  return at;
}

/** A clock that stands until it is moved. */
export function createTestClock(start = '2026-01-05T09:00:00Z'): Clock & { forward(ms: number): void } {
  let now: number = moment(start);
  return Object.assign(() => now as Instant, {
    forward(ms: number) {
      now += ms;
    },
  });
}

/** An empty folder that is removed when the test ends. */
export async function temporaryFolder(onEnd: (remove: () => Promise<void>) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'newsdesk-'));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

// Long before any test's clock: a file that is still being written is not read yet.
const WRITTEN_AT = new Date('2025-12-01T00:00:00Z');

/** Puts a file into a folder as if it had lain there for long. */
export async function putFile(folder: string, name: string, text: string | Uint8Array): Promise<void> {
  await writeFile(join(folder, name), text);
  await utimes(join(folder, name), WRITTEN_AT, WRITTEN_AT);
}

/** Copies some of the shipped seeds, with what is known beside their text; all of them where none is named. */
export async function copySeeds(folder: string, names?: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const wanted = names ?? (await readdir(SEEDS)).filter((name) => name.endsWith('.txt'));
  for (const name of [...wanted, 'sources.yaml']) {
    await copyFile(join(SEEDS, name), join(folder, name));
    await utimes(join(folder, name), WRITTEN_AT, WRITTEN_AT);
  }
}

export type Newsroom = {
  readonly app: App;
  readonly store: Store;
  readonly filed: readonly Filed[];
  readonly printed: readonly string[];
  messages(): readonly PostedMessage[];
  /** The messages of any channel. */
  transcript(channel: ChannelAddress): readonly PostedMessage[];
  /** What the channel shows, without what differs from run to run (ids and times of posting). */
  shown(): readonly { readonly message: Message; readonly thread: string | null }[];
};

export type NewsroomOptions = {
  readonly seeds: string;
  readonly clock?: Clock;
  /** An open store that outlives the newsroom, to play a restart; a fresh one in memory by default. */
  readonly store?: Store;
  readonly settings?: Partial<Config>;
  /** The file of the search index; in memory by default. */
  readonly searchPath?: string;
};

/** A whole Newsdesk with the preview platform, which nothing runs but the test. */
export async function openNewsroom({ seeds, clock, store, settings, searchPath }: NewsroomOptions): Promise<Newsroom> {
  const defaults = loadConfig(ROOT, ROOT, {}).config;
  const config: Config = { ...defaults, seedsFolder: seeds, seedsPollSeconds: 0, alertsEditSeconds: 0, ...settings };
  const theClock = clock ?? createTestClock();
  const theStore = store ?? (await openStore('memory:'));
  const filed: Filed[] = [];
  const printed: string[] = [];
  const screen = { print: (line: string) => printed.push(line), colours: false };
  const platforms = await openPlatforms({ config, store: theStore, clock: theClock, log: silentLog, screen });
  const app = await createApp({
    config,
    store: theStore,
    lexicon: await lexicon,
    platforms,
    clock: theClock,
    log: silentLog,
    starterWorkspace: PREVIEW_WORKSPACE,
    timeElsewhere: async () => null,
    onFiled: (one) => filed.push(one),
    ...(searchPath === undefined ? {} : { searchPath }),
  });
  const messages = () => platforms[0]?.transcript?.messages(PREVIEW_CHANNEL) ?? [];
  return {
    app,
    store: theStore,
    filed,
    printed,
    messages,
    transcript: (channel) => platforms[0]?.transcript?.messages(channel) ?? [],
    shown: () => messages().map(({ message, thread }) => ({ message: withoutIds(message), thread })),
  };
}

/** A story's id comes from the article that founded it, so it differs with the order of arrival; nothing else may. */
function withoutIds(message: Message): Message {
  return message.kind === 'alert' ? { ...message, story: 's-000000000000' as typeof message.story } : message;
}
