import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { PlatformPart } from '../../src/platform/part.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { readLexicon } from '../../src/topics/lexicon-folder.ts';
import { createTestClock, putFile, ROOT, SEEDS, temporaryFolder } from '../support/newsroom.ts';

/** A message of a channel as people see it. */
export type Told = {
  readonly id: string;
  readonly text: string;
  readonly buttons: readonly string[];
  /** The message in whose thread it stands. */
  readonly thread: string | null;
  readonly edits: number;
  /** The roles or user groups that it rang. */
  readonly rang: readonly string[];
};

/** What a person sees after typing a command or pressing a button, and nobody else does. */
export type Answered = {
  readonly text: string;
  readonly buttons: readonly string[];
  /** Names and texts of files that came with it. */
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Presses a button of the answer. */
  press(label: string): Promise<Answered>;
};

/** `manager` may change the channel; `onlooker` may read and write there; `guest` has the least rights of all. */
export type Who = 'manager' | 'onlooker' | 'guest';

/** One real adapter, connected to a strict local server, and the people and channels there. */
export type ChatHarness = {
  readonly part: PlatformPart;
  /** Two channels of one workspace; alerts go to the first unless a test says otherwise. */
  readonly channel: ChannelAddress;
  readonly other: ChannelAddress;
  /** A channel of another workspace, in which the manager may change things, too. */
  readonly foreign: ChannelAddress;
  /** A role or user group that messages may ring. */
  readonly role: string;
  /** Types a command. `file`: what is attached. */
  say(who: Who, line: string, channel?: ChannelAddress, file?: string): Promise<Answered>;
  press(who: Who, message: Told, label: string, channel?: ChannelAddress): Promise<Answered>;
  /** Chooses “Why was this posted?” from the menu of a message. */
  askWhy(who: Who, message: Told, channel?: ChannelAddress): Promise<Answered>;
  /** A link to a message, as people copy it. */
  linkTo(message: Told, channel?: ChannelAddress): string;
  /** What the channel and its threads hold now. */
  told(channel?: ChannelAddress): readonly Told[];
  /** Takes away the bot's right to post in a channel, or gives it back, as an administrator would. */
  closeChannel(channel: ChannelAddress): void;
  openChannel(channel: ChannelAddress): void;
  deleteMessage(message: Told, channel?: ChannelAddress): void;
  /** The next post gets no answer; `accepted`: it stands there all the same. */
  loseNextAnswer(accepted: boolean): void;
  /** The platform lets nothing through for a while. */
  limitNextPost(): void;
  /** Makes the manager one who may change nothing. */
  takeRightsAway(): void;
  /** Removes the bot from the workspace, and brings it back. */
  removeBot(): void;
  bringBotBack(): void;
  /** What the bot has told the person who brought it there in private. */
  toldOwner(): readonly string[];
  /** Rules of the platform that the bot broke. */
  problems(): readonly string[];
  close(): Promise<void>;
};

export type OpenChat = (store: Store, clock: Clock) => Promise<ChatHarness>;

const lexicon = readLexicon(join(ROOT, 'config/lexicon'));
/** Patience with what arrives over sockets. */
const SOON = { timeout: 10_000, interval: 20 };

const TALKS = [
  'US and Russian diplomats hold embassy talks in Istanbul',
  '',
  'Published: 2026-01-05T08:30:00Z',
  '',
  'Delegations of the United States and Russia met in Istanbul on Monday to talk about the work of their embassies. The talks lasted six hours, the Russian foreign ministry said.',
  '',
  'The diplomats spoke about visas, staff and bank accounts of the embassies. Another round will follow in March, the State Department said in Washington.',
].join('\n');

const TALKS_AGAIN = [
  'Russia and US end six hours of talks on embassies in Istanbul',
  '',
  'Published: 2026-01-05T09:10:00Z',
  '',
  'Russian and American diplomats ended six hours of talks about their embassies in Istanbul on Monday. Visas, staff and bank accounts of the embassies were spoken about, both sides said.',
  '',
  'The delegations of the United States and Russia agreed to meet for another round in March, the foreign ministry in Moscow said.',
].join('\n');

const QUAKE = [
  'Magnitude 6.4 earthquake strikes off Hokkaido in Japan',
  '',
  'Published: 2026-01-05T10:00:00Z',
  '',
  'An earthquake of magnitude 6.4 struck off the Japanese island of Hokkaido on Monday, the meteorological agency said. No tsunami warning was issued.',
  '',
  'Trains in Sapporo stopped for an hour. Nobody was hurt, the fire service said.',
].join('\n');

/**
 * A whole Newsdesk on a platform: what people do and see, from the first subscription to the last. Every platform passes
 * the same tests; what differs between them is in the harness.
 */
export function testNewsdesk(name: string, openChat: OpenChat): void {
  describe(`Newsdesk on ${name}`, () => {
    let ending: (() => Promise<void>) | null = null;

    afterEach(async () => {
      await ending?.();
      ending = null;
    });

    async function open(start = '2026-01-05T11:00:00Z') {
      const folder = await temporaryFolder(onTestFinished);
      await mkdir(folder, { recursive: true });
      const clock = createTestClock(start);
      const store = await openStore('memory:');
      const chat = await openChat(store, clock);
      const config = {
        ...loadConfig(ROOT, ROOT, {}).config,
        seedsFolder: folder,
        seedsPollSeconds: 0,
        alertsEditSeconds: 0,
      };
      const app: App = await createApp({
        config,
        store,
        lexicon: await lexicon,
        platforms: [chat.part],
        clock,
        log: silentLog,
        starterWorkspace: null,
        timeElsewhere: async () => null,
        onFiled: () => {},
      });
      ending = async () => {
        await app.stop();
        await chat.close();
      };
      const [connection] = await app.connect();
      expect(connection?.connected.kind).toBe('connected');
      /** Puts an article where it is found, and carries out what follows. */
      async function publish(file: string, text: string): Promise<void> {
        await putFile(folder, file, text);
        await settle();
      }
      /** Carries out what is due now; a pause of the platform's own is waited for. */
      async function settle(): Promise<void> {
        for (let round = 0; round < 5; round++) {
          await app.drain();
          clock.forward(2_000);
        }
        await app.drain();
      }
      return { chat, app, clock, publish, settle };
    }

    test('from subscription to goodbye: alert, second source, digest, mute, end', async () => {
      const { chat, clock, publish, settle } = await open();
      const watched = await chat.say('manager', '/news watch US–Russia embassy talks as both');
      expect(watched.text).toContain('US–Russia embassy talks');

      await publish('a.txt', TALKS);
      const [alert, ...others] = chat.told();
      expect(others).toEqual([]);
      expect(alert?.text).toContain('US and Russian diplomats hold embassy talks in Istanbul');
      expect(alert?.text).toContain('US–Russia embassy talks');
      expect(alert?.buttons).toEqual(['Why?', 'Mute story', 'Not relevant']);
      if (alert === undefined) return;

      await publish('b.txt', TALKS_AGAIN);
      const [grown, ...more] = chat.told();
      expect(more).toEqual([]);
      expect([grown?.id, grown?.edits]).toEqual([alert.id, 1]);
      expect(grown?.text).toContain('2 sources');

      const why = await chat.press('onlooker', alert, 'Why?');
      expect(why.text).toContain('meets it');
      const menu = await chat.askWhy('onlooker', alert);
      expect(menu.text).toContain('meets it');
      const byLink = await chat.say('onlooker', `/news why ${chat.linkTo(alert)}`);
      expect(byLink.text).toContain('meets it');

      const set = await chat.say('manager', '/news digest set daily at 18:00');
      expect(set.text).toContain('18:00');
      clock.forward(8 * HOUR_MS);
      await settle();
      const digest = chat.told().at(-1);
      expect(digest?.text).toContain('US and Russian diplomats hold embassy talks in Istanbul');
      expect(digest?.text).toContain('digest');
      await settle();
      expect(chat.told()).toHaveLength(2);

      await chat.press('manager', alert, 'Mute story');
      await publish(
        'c.txt',
        TALKS_AGAIN.replace('Russia and US end', 'Moscow and Washington end').replace('09:10', '09:40'),
      );
      expect(chat.told()[0]?.edits).toBe(1);

      const ended = await chat.say('manager', '/news unwatch US–Russia embassy talks');
      expect(ended.text).toContain('no longer');
      expect((await chat.say('onlooker', '/news topics')).text).toContain('Nothing is watched for');
      expect(chat.problems()).toEqual([]);
    });

    test('only those who may manage a channel change it; buttons ask as well, at the moment they are pressed', async () => {
      const { chat, app } = await open();
      for (const who of ['guest'] as const) {
        const refused = await chat.say(who, '/news watch earthquakes in Japan');
        expect(refused.text).toContain('Nothing was changed');
      }
      expect(app.desk.watchlist.topics()).toEqual([]);
      const preview = await chat.say('manager', '/news preview earthquakes in Japan');
      expect(preview.buttons).toContain('Watch');
      chat.takeRightsAway();
      expect((await preview.press('Watch')).text).toContain('Nothing was changed');
      expect(app.desk.watchlist.topics()).toEqual([]);
      expect(chat.problems()).toEqual([]);
    });

    test('a role is rung once, by the post and by nothing else', async () => {
      const { chat, publish } = await open();
      await chat.say('manager', `/news watch US–Russia embassy talks mention @${chat.role}`);
      await publish('a.txt', TALKS.replaceAll('Istanbul', '@everyone <!channel> Istanbul'));
      await publish('b.txt', TALKS_AGAIN);
      const messages = chat.told();
      expect(messages.map(({ rang }) => rang)).toEqual([[chat.role]]);
      expect(chat.problems()).toEqual([]);
    });

    test('older stories that a backfill asked for ring nobody', async () => {
      const { chat, clock, publish, settle } = await open();
      await publish('a.txt', TALKS);
      clock.forward(5 * DAY_MS);
      await chat.say('manager', `/news watch US–Russia embassy talks mention @${chat.role} backfill 1`);
      await settle();
      expect(chat.told().map(({ rang }) => rang)).toEqual([[]]);
    });

    test('what follows from a story is told in the thread of its message', async () => {
      const { chat, clock, publish } = await open('2025-02-26T18:00:00Z');
      await chat.say('manager', '/news watch US–Russia embassy talks');
      for (const file of ['002_d2840af30ce1d58b.txt', '000_4147a40551966cb9.txt']) {
        await publish(file, await readFile(join(SEEDS, file), 'utf8'));
        clock.forward(DAY_MS);
      }
      const [first, ...rest] = chat.told();
      expect(rest.map(({ thread }) => thread === null)).toEqual(expect.arrayContaining([true, false]));
      const reply = rest.find(({ thread }) => thread === first?.id);
      expect(reply?.text).toContain('What came next');
      expect(rest).toHaveLength(2);
      expect(chat.problems()).toEqual([]);
    });

    test('quiet hours hold alerts back and release them as one message', async () => {
      const { chat, clock, publish, settle } = await open();
      await chat.say('manager', '/news settings zone Europe/Berlin quiet 11:00-14:00');
      await chat.say('manager', '/news watch US–Russia embassy talks');
      await chat.say('manager', '/news watch earthquakes in Japan');
      await publish('a.txt', TALKS);
      await publish('quake.txt', QUAKE);
      expect(chat.told()).toEqual([]);
      clock.forward(3 * HOUR_MS);
      await settle();
      const [list, ...others] = chat.told();
      expect(others).toEqual([]);
      for (const part of ['2 stories', 'embassy talks in Istanbul', 'strikes off Hokkaido'])
        expect(list?.text).toContain(part);
      const status = await chat.say('onlooker', '/news status');
      expect(status.text).toContain('US–Russia embassy talks');
    });

    test('the bot’s own words come in the language of the channel', async () => {
      const { chat, publish } = await open();
      await chat.say('manager', '/news settings language de');
      await chat.say('manager', '/news watch US–Russia embassy talks');
      await publish('a.txt', TALKS);
      const [alert] = chat.told();
      expect(alert?.buttons).toEqual(['Warum?', 'Stummschalten', 'Nicht relevant']);
      expect(alert?.text).toContain('1 Quelle');
    });

    test('another channel can be named, and is what follows', async () => {
      const { chat, publish } = await open();
      await chat.say('manager', `/news watch US–Russia embassy talks in <#${chat.other.channel}>`);
      await publish('a.txt', TALKS);
      expect([chat.told(), chat.told(chat.other).length]).toEqual([[], 1]);
      const refused = await chat.say('guest', `/news unwatch US–Russia embassy talks in <#${chat.other.channel}>`);
      expect(refused.text).toContain('Nothing was changed');
      const abroad = await chat
        .say('manager', `/news watch earthquakes in <#${chat.foreign.channel}>`)
        .catch(() => null);
      expect(abroad?.text ?? 'Nothing was changed').toContain('Nothing was changed');
    });

    test('a channel that is closed is told of elsewhere, and hears what it missed when it is open again', async () => {
      const { chat, app, publish, settle, clock } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      await chat.say('manager', '/news watch earthquakes in Japan', chat.other);
      chat.closeChannel(chat.channel);
      await publish('a.txt', TALKS);
      expect(chat.told()).toEqual([]);
      const notices = chat.told(chat.other).map(({ text }) => text);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain('Nothing can be posted in');
      expect((await chat.say('manager', '/news status', chat.other)).text).toMatch(
        /closed|cannot be posted|can be posted/i,
      );

      chat.openChannel(chat.channel);
      await expect
        .poll(async () => {
          clock.forward(MINUTE_MS);
          await settle();
          return chat
            .told()
            .map(({ text }) => text)
            .join('\n');
        }, SOON)
        .toContain('1 story came meanwhile');
      expect(chat.told()).toHaveLength(1);
      expect(app.desk.watchlist.topics()).toHaveLength(2);
    });

    test('with no other channel the person who brought it is told', async () => {
      const { chat, publish } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      chat.closeChannel(chat.channel);
      await publish('a.txt', TALKS);
      expect(chat.toldOwner()).toHaveLength(1);
    });

    test('a bot that is removed and comes back goes on where it was', async () => {
      const { chat, app, publish, settle, clock } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      chat.removeBot();
      await publish('a.txt', TALKS);
      expect(app.desk.watchlist.topics()).toHaveLength(1);
      chat.bringBotBack();
      await expect
        .poll(async () => {
          clock.forward(HOUR_MS);
          await settle();
          return chat.told().length;
        }, SOON)
        .toBe(1);
    });

    test.each([true, false])('a post whose answer is lost stands there once (accepted: %s)', async (accepted) => {
      const { chat, publish, settle, clock, app } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      chat.loseNextAnswer(accepted);
      await publish('a.txt', TALKS);
      clock.forward(MINUTE_MS);
      await settle();
      await publish('b.txt', TALKS_AGAIN);
      expect(chat.told().map(({ edits, thread }) => [edits > 0, thread])).toEqual([[true, null]]);
      expect(app.desk.outbox.counts()).toMatchObject({ waiting: 0, inDoubt: 0 });
    });

    test('a limit is waited for', async () => {
      const { chat, publish, settle, clock } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      chat.limitNextPost();
      await publish('a.txt', TALKS);
      clock.forward(MINUTE_MS);
      await settle();
      expect(chat.told()).toHaveLength(1);
    });

    test('a deleted alert is not posted again', async () => {
      const { chat, publish, settle, clock } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      await publish('a.txt', TALKS);
      const [alert] = chat.told();
      if (alert === undefined) throw new Error('no alert');
      chat.deleteMessage(alert);
      await publish('b.txt', TALKS_AGAIN);
      clock.forward(DAY_MS);
      await settle();
      expect(chat.told()).toEqual([]);
    });

    test('nothing named by an id reaches another workspace', async () => {
      const { chat, app, publish } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks');
      await publish('a.txt', TALKS);
      const [alert] = chat.told();
      const [topic] = app.desk.watchlist.topics();
      if (alert === undefined || topic === undefined) throw new Error('nothing to name');
      const there = chat.foreign;
      expect((await chat.say('manager', '/news topics', there)).text).toContain('Nothing is watched for');
      for (const line of [
        `/news unwatch ${topic.id}`,
        `/news edit ${topic.id} query cats`,
        `/news pause ${topic.id}`,
        `/news why ${chat.linkTo(alert)}`,
      ]) {
        const reply = await chat.say('manager', line, there);
        expect(reply.text).not.toContain('US–Russia embassy talks');
      }
      expect(app.desk.watchlist.topics()).toEqual([topic]);
      const exported = await chat.say('manager', '/news export', there);
      expect(`${exported.text}${exported.files.map(({ text }) => text)}`).not.toContain('embassy');
    });

    test('what is exported can be imported, into another workspace as well', async () => {
      const { chat, app } = await open();
      await chat.say('manager', '/news watch US–Russia embassy talks as digest');
      const { files } = await chat.say('manager', '/news export');
      const [file] = files;
      expect(file?.text).toContain('US–Russia embassy talks');
      await chat.say('manager', '/news unwatch US–Russia embassy talks');
      expect(app.desk.watchlist.topics()).toEqual([]);
      const imported = await chat.say('manager', '/news import', chat.channel, file?.text ?? '');
      expect(imported.text).toContain('US–Russia embassy talks');
      const [topic] = app.desk.watchlist.topics();
      expect(topic === undefined ? [] : app.desk.watchlist.followers(topic.id)).toMatchObject([
        { channel: chat.channel, as: 'digest' },
      ]);
    });

    test('every command answers', async () => {
      const { chat, publish } = await open();
      await chat.say('manager', '/news watch earthquakes in Japan');
      await publish('quake.txt', QUAKE);
      for (const line of [
        '/news topics',
        '/news edit earthquakes in Japan',
        '/news preview earthquakes in Japan',
        '/news search Hokkaido',
        '/news latest 3',
        '/news story Hokkaido earthquake',
        '/news timeline Hokkaido earthquake',
        '/news why quake.txt',
        '/news digest now',
        '/news mute Hokkaido earthquake for 2 hours',
        '/news pause for 1 hour',
        '/news resume',
        '/news settings zone Europe/Berlin quiet 22:00-7:00 language de burst 3',
        '/news settings',
        '/news irrelevant Hokkaido earthquake',
        '/news status',
        '/news forget',
        '/news help',
        '/news help watch',
      ]) {
        const answer = await chat.say('manager', line);
        expect(answer.text, line).not.toMatch(/went wrong|could not be done|undefined|\[object/i);
        expect(answer.text.length, line).toBeGreaterThan(10);
      }
      expect(chat.problems()).toEqual([]);
    });
  });
}
