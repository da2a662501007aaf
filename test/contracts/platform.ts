import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Instant, parseInstant, systemClock } from '../../src/lib/clock.ts';
import { articleId, storyId } from '../../src/lib/ids.ts';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import type { AlertMessage, NoteMessage, SourceLine, StoriesMessage } from '../../src/platform/message.ts';
import type { Outcome, Platform } from '../../src/platform/platform.ts';

/** A message as the people in the channel have it before them. */
type SeenMessage = {
  readonly id: string;
  /** Everything that can be read in it, addresses of links included; text that the platform escapes is unescaped again. */
  readonly text: string;
  /** The message in whose thread it stands. */
  readonly thread: string | null;
  /** True where it rings somebody: a ping of a user, a role or everyone. */
  readonly pings: boolean;
  /** The roles or user groups among those it rings; left out where there are none. */
  readonly rings?: readonly string[];
};

/** One platform under test, with an empty channel in it. */
export type PlatformHarness = {
  readonly platform: Platform;
  readonly channel: ChannelAddress;
  /** A role or user group that a message may ring; left out where there is nobody to ring. */
  readonly role?: string;
  /** What the channel and its threads hold now, in the order in which it was posted. */
  seen(): Promise<readonly SeenMessage[]>;
  close(): Promise<void>;
};

/** An alert like those the desk makes, with whatever a test needs otherwise. */
export function sampleAlert(changes: Partial<AlertMessage> = {}): AlertMessage {
  return {
    kind: 'alert',
    language: 'en',
    mention: null,
    publish: false,
    story: storyId(articleId('envoys')),
    url: 'http://127.0.0.1:8080/stories/envoys',
    title: 'Envoys meet in Valletta over consulates',
    summary: ['Two delegations met in Valletta on Tuesday.', 'They will meet again in May.'],
    time: { at: moment('2024-03-05T09:30:00Z'), precision: 'minute', zone: 'Europe/Malta', inferred: false },
    place: 'Valletta',
    image: null,
    sources: [sampleSource('Harbour Gazette')],
    moreSources: 0,
    topics: ['Consulate talks'],
    earlier: [],
    actions: [{ label: 'Why?', command: '/news why envoys' }],
    ...changes,
  };
}

/** A list of stories like those of a digest: two topics, a follow-up, and more than are listed. */
export function sampleStories(changes: Partial<StoriesMessage> = {}): StoriesMessage {
  const line = {
    title: 'Envoys meet in Valletta over consulates',
    url: 'http://127.0.0.1:8080/stories/envoys',
    time: { at: moment('2024-03-05T09:30:00Z'), precision: 'minute' as const, zone: 'Europe/Malta', inferred: false },
    publishers: ['Harbour Gazette', 'Island Post'],
    sources: 5,
    isFollowUp: false,
  };
  const next = { ...line, title: 'Consulates reopen', url: 'http://127.0.0.1:8080/stories/reopen', isFollowUp: true };
  const other = {
    ...line,
    title: 'Ferry line resumes after the storm',
    url: 'http://127.0.0.1:8080/stories/ferry',
    time: null,
    publishers: ['Island Post'],
    sources: 1,
  };
  return {
    kind: 'stories',
    language: 'en',
    mention: null,
    publish: false,
    title: 'News digest, 5 March 2024',
    intro: [],
    sections: [
      { heading: 'Consulate talks', stories: [line, next], more: 0 },
      { heading: 'Ferries', stories: [other], more: 3 },
    ],
    actions: [],
    ...changes,
  };
}

/** One source of an alert. */
export function sampleSource(publisher: string | null, changes: Partial<SourceLine> = {}): SourceLine {
  return {
    publisher,
    title: `What ${publisher ?? 'nobody'} wrote`,
    url: `https://news.example/${encodeURIComponent((publisher ?? 'unsigned').toWellFormed())}`,
    time: null,
    ...changes,
  };
}

/**
 * The specification of the port: what every platform does, whatever its way of doing it. `open` gives a fresh
 * platform with an empty channel; platforms that refuse or limit by themselves are opened in a state where they do not.
 */
export function testPlatform(name: string, open: () => Promise<PlatformHarness>): void {
  describe(`${name} as a platform`, () => {
    let opened: PlatformHarness | null = null;
    const since = systemClock();

    async function start(): Promise<PlatformHarness> {
      opened = await open();
      return opened;
    }

    afterEach(async () => {
      await opened?.close();
      opened = null;
    });

    test('a post appears with headline, summary, source and topic', async () => {
      const { platform, channel, seen } = await start();
      const id = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      const [message, ...others] = await seen();
      expect(others).toEqual([]);
      expect(message?.id).toBe(id);
      expect(message?.thread).toBeNull();
      expect(message?.text).toContain('Envoys meet in Valletta over consulates');
      expect(message?.text).toContain('Two delegations met in Valletta on Tuesday.');
      expect(message?.text).toContain('Harbour Gazette');
      expect(message?.text).toContain('Consulate talks');
    });

    test('a list of stories appears with its headings and its stories', async () => {
      const { platform, channel, seen } = await start();
      const id = doneId(await platform.post(channel, sampleStories(), 'k1'));
      const [message, ...others] = await seen();
      expect(others).toEqual([]);
      expect(message?.id).toBe(id);
      for (const part of ['News digest', 'Consulate talks', 'Consulates reopen', 'Ferries', 'Ferry line resumes']) {
        expect(message?.text).toContain(part);
      }
    });

    test('a list of stories of any length is one message, and so is what an alert is edited into', async () => {
      const { platform, channel, seen } = await start();
      const [section] = sampleStories().sections;
      const [line] = section?.stories ?? [];
      if (section === undefined || line === undefined) throw new Error('the sample lists stories');
      const stories = Array.from({ length: 300 }, (_, number) => ({ ...line, title: `Story number ${number}` }));
      const long = sampleStories({ sections: [{ ...section, stories, more: 0 }, section] });
      const id = doneId(await platform.post(channel, long, 'k1'));
      expect((await seen()).map((message) => message.id)).toEqual([id]);
      const note: NoteMessage = { kind: 'note', text: ['Now told elsewhere.'] };
      for (const message of [sampleAlert(), note, long]) doneId(await platform.edit(channel, id, message));
      expect(await seen()).toHaveLength(1);
    });

    test('a mention rings exactly the role, and an edit rings nobody', async () => {
      const { platform, channel, role, seen } = await start();
      const mention = role ?? 'nobody';
      const id = doneId(await platform.post(channel, sampleAlert({ mention, title: '@everyone <!channel>' }), 'k1'));
      doneId(await platform.post(channel, sampleStories({ mention: null }), 'k2'));
      doneId(await platform.edit(channel, id, sampleAlert({ mention })));
      const messages = await seen();
      expect(messages.map((message) => message.pings)).toEqual([role !== undefined, false]);
      expect(messages[0]?.rings ?? []).toEqual(role === undefined ? [] : [role]);
    });

    test('a channel can be named in a text', async () => {
      const { platform, channel, seen } = await start();
      const intro = ['See ', { kind: 'channel' as const, channel: channel.channel }, '.'];
      doneId(await platform.post(channel, sampleStories({ intro }), 'k1'));
      doneId(
        await platform.post(
          channel,
          sampleStories({ intro: [{ kind: 'channel', channel: '<!here> @everyone' }] }),
          'k2',
        ),
      );
      expect((await seen()).some((message) => message.pings)).toBe(false);
    });

    test('a channel in which something can be posted is open', async () => {
      const { platform, channel } = await start();
      expect(await platform.inspect(channel)).toEqual({ kind: 'open' });
    });

    test('an edit replaces the message in place', async () => {
      const { platform, channel, seen } = await start();
      const first = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      const second = doneId(await platform.post(channel, sampleAlert({ title: 'Another story' }), 'k2'));
      const grown = sampleAlert({ sources: [sampleSource('Harbour Gazette'), sampleSource('Island Post')] });
      expect(doneId(await platform.edit(channel, first, grown))).toBe(first);
      const messages = await seen();
      expect(messages.map((message) => message.id)).toEqual([first, second]);
      expect(messages[0]?.text).toContain('Island Post');
      expect(messages[1]?.text).toContain('Another story');
    });

    test('an edit can be made again', async () => {
      const { platform, channel, seen } = await start();
      const id = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      for (const title of ['One', 'Two', 'Two']) await platform.edit(channel, id, sampleAlert({ title }));
      const messages = await seen();
      expect(messages).toHaveLength(1);
      expect(messages[0]?.text).toContain('Two');
    });

    test('a reply stands in the thread of its message', async () => {
      const { platform, channel, seen } = await start();
      const parent = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      const note: NoteMessage = {
        kind: 'note',
        text: ['The talks ended ', { kind: 'strong', text: 'without' }, ' a text.'],
      };
      const id = doneId(await platform.reply(channel, parent, note, 'k2'));
      const messages = await seen();
      expect(messages.map((message) => [message.id, message.thread])).toEqual([
        [parent, null],
        [id, parent],
      ]);
      expect(messages[1]?.text).toContain('without');
    });

    test('a message is found by its delivery key, and no other is', async () => {
      const { platform, channel } = await start();
      const first = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      const reply = doneId(await platform.reply(channel, first, { kind: 'note', text: ['More.'] }, 'k2'));
      expect(await platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: first });
      expect(await platform.find(channel, 'k2', since, first)).toEqual({ kind: 'found', messageId: reply });
      expect(await platform.find(channel, 'k', since, null)).toEqual({ kind: 'absent' });
      expect(await platform.find(channel, 'k3', since, null)).toEqual({ kind: 'absent' });
    });

    test('a message is still found by its key after an edit', async () => {
      const { platform, channel } = await start();
      const id = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      await platform.edit(channel, id, sampleAlert({ title: 'Otherwise' }));
      expect(await platform.find(channel, 'k1', since, null)).toEqual({ kind: 'found', messageId: id });
    });

    test('an edit of a message or a reply to a message that is not there is refused', async () => {
      const { platform, channel, seen } = await start();
      expect((await platform.edit(channel, '999999', sampleAlert())).kind).toBe('refused');
      const note: NoteMessage = { kind: 'note', text: ['Nobody hears this.'] };
      expect((await platform.reply(channel, '999999', note, 'k1')).kind).toBe('refused');
      expect(await seen()).toEqual([]);
    });

    test.each(hostileAlerts())('posts and edits: %s', async (_name, alert) => {
      const { platform, channel, seen } = await start();
      const id = doneId(await platform.post(channel, alert, 'k1'));
      doneId(await platform.edit(channel, id, alert));
      const messages = await seen();
      expect(messages).toHaveLength(1);
      expect(messages[0]?.pings).toBe(false);
      expect(messages[0]?.text.isWellFormed()).toBe(true);
    });

    test.each(hostileTexts())('says in a thread: %s', async (_name, text) => {
      const { platform, channel, seen } = await start();
      const parent = doneId(await platform.post(channel, sampleAlert(), 'k1'));
      const note: NoteMessage = {
        kind: 'note',
        text: [text, { kind: 'strong', text }, { kind: 'code', text }, { kind: 'link', text, url: text }],
      };
      doneId(await platform.reply(channel, parent, note, 'k2'));
      const messages = await seen();
      expect(messages).toHaveLength(2);
      expect(messages.some((message) => message.pings)).toBe(false);
    });

    test('there is no text that the platform refuses', async () => {
      const { platform, channel } = await start();
      const text = fc.string({ unit: 'binary', maxLength: 300 });
      const alerts = fc.record({
        title: text,
        summary: fc.array(text, { maxLength: 4 }),
        place: fc.option(text),
        topics: fc.array(text, { maxLength: 4 }),
        sources: fc.array(fc.record({ publisher: fc.option(text), title: text, url: text, time: fc.constant(null) }), {
          maxLength: 12,
        }),
      });
      await fc.assert(
        fc.asyncProperty(alerts, fc.uuid(), async (changes, key) => {
          doneId(await platform.post(channel, sampleAlert(changes), key));
        }),
        { numRuns: 40 },
      );
    });
  });
}

function doneId(outcome: Outcome): string {
  if (outcome.kind === 'done') return outcome.messageId;
  throw new Error(`expected the call to be done, but it was ${JSON.stringify(outcome)}`);
}

function moment(iso: string): Instant {
  const at = parseInstant(iso);
  if (at === null) throw new Error(`not a time: ${iso}`);
  return at;
}

function hostileTexts(): readonly (readonly [string, string])[] {
  return [
    ['pings of Discord', '@everyone @here <@1> <@&2> <#3>'],
    ['pings of Slack', '<!channel> <!here> <!everyone> <@U1> <#C1> <!subteam^S1>'],
    [
      'markup',
      '<script>alert(1)</script> **bold** _it_ ~no~ `code` ```block``` > quote || hidden || [a](https://b.example) &amp;',
    ],
    ['a link that is a script', 'javascript:alert(1)'],
    ['a fake link of Slack', '<https://good.example|https://bad.example>'],
    ['terminal escapes', '\u001b[2J\u001b]8;;https://bad.example\u0007here\u001b]8;;\u0007\u0000\u0008'],
    ['5,000 characters', 'word '.repeat(1000)],
    ['one word of 5,000 characters', 'x'.repeat(5000)],
    ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(400)],
    ['combining marks', `e${'\u0301'.repeat(3000)}`],
    ['text that runs both ways', '\u202eevil\u202c \u2067שלום عالم\u2069 ok'],
    ['half of a surrogate pair', 'a\ud83d'],
    ['only white space', ' \n\t\u00a0\u200b '],
    ['nothing', ''],
  ];
}

function hostileAlerts(): readonly (readonly [string, AlertMessage])[] {
  const everywhere = hostileTexts().map(([name, text]) => {
    const alert = sampleAlert({
      url: 'http://127.0.0.1:8080/stories/envoys',
      title: text,
      summary: [text, text],
      place: text,
      topics: [text],
      sources: [sampleSource(text), sampleSource(null, { title: text, url: text })],
      earlier: [{ title: text, url: 'https://news.example/before', time: null }],
      actions: [{ label: text, command: `/news why ${text}` }],
    });
    return [name, alert] as const;
  });
  const sources = Array.from({ length: 200 }, (_, number) => sampleSource(`Publisher ${number}`));
  const bare = sampleAlert({ summary: [], time: null, place: null, sources: [], topics: [], actions: [] });
  const much = sampleAlert({
    topics: sources.map((source) => source.title),
    summary: sources.map((source) => source.title),
    earlier: sources,
    actions: sources.map((source) => ({ label: source.title, command: `/news story ${source.url}` })),
  });
  return [
    ...everywhere,
    ['200 sources', sampleAlert({ sources })],
    ['200 of everything', much],
    ['nothing but a headline', bare],
  ];
}
