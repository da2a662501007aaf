import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localCaller } from '../../src/commands/host.ts';
import { readWorkspaceFile, writeWorkspaceFile } from '../../src/commands/workspace-file.ts';
import { oneLine, visibleText } from '../../src/lib/text.ts';
import { PREVIEW_CHANNEL } from '../../src/platforms.ts';
import { open, person, type Room, textOf } from './support.ts';

const here = localCaller(PREVIEW_CHANNEL);
const load = (room: Room, file: string, caller = here) => room.host.run('import', { file }, caller);

async function exported(room: Room, caller = here): Promise<string> {
  const reply = await room.host.say('/news export', caller);
  return reply.file?.text ?? '';
}

describe('the file of a workspace', () => {
  test('read into another workspace makes the same of it', async () => {
    const room = await open();
    for (const line of [
      'watch oil as both mention @desk in #other',
      'watch "gas price" OR brent as digest in #other',
      'pause oil for 3 days in #other',
      'pause US–Russia embassy talks',
      'edit oil exclude "#1: olive # oil"',
      'settings zone berlin quiet 22-7 language de burst 3 publish yes empty yes in #other',
      'settings quiet off managers @chiefs everywhere yes',
      'settings quiet 23-6 everywhere yes',
      'digest set weekdays 8:30, 17:00 in #other',
      'digest set 0 9 1 * *',
    ]) {
      expect(await room.say(`/news ${line}`), line).toMatchObject({ ok: true });
    }
    const text = await exported(room);
    expect(text).toMatch(/^# What a workspace[\s\S]*version: 1\n/);
    const rival = localCaller({ ...PREVIEW_CHANNEL, workspace: 'rival' });
    const reply = await load(room, text, rival);
    expect(reply).toMatchObject({ ok: true, title: 'Imported' });
    expect(textOf(reply)).not.toContain('Left out');
    expect(await exported(room, rival)).toBe(text);
    expect(await load(room, text, rival)).toMatchObject({ ok: false, title: 'Nothing was imported' });
  });

  test('adds and changes, and takes nothing away', async () => {
    const room = await open();
    await room.say('/news watch oil in #other');
    const file = `version: 1
topics:
  - { name: OIL, query: oil price, channels: [{ channel: newsroom, as: digest }] }
  - { name: gas, query: gas, channels: [{ channel: other, paused: "2026-02-01T00:00:00Z" }] }`;
    expect(textOf(await load(room, file))).toBe('Imported\nAdded:\nthe topic “gas”\nChanged:\nthe topic “OIL”');
    const { watchlist } = room.app.desk;
    const oil = watchlist.topicNamed('preview:local', 'oil');
    expect(oil).toMatchObject({ name: 'oil', query: 'oil price' });
    expect(oil && watchlist.followers(oil.id).map(({ channel, as }) => [channel.channel, as])).toEqual([
      ['other', 'alerts'],
      ['newsroom', 'digest'],
    ]);
    expect(watchlist.topicNamed('preview:local', 'US–Russia embassy talks')).not.toBeNull();
  });

  test('what is wrong in it is left out and named, the rest is taken', async () => {
    const room = await open();
    const file = `version: 1
settings: { zone: Mars/Base }
topics:
  - { name: gas, query: gas, channels: [{ channel: a/b }, { channel: other, as: mail }, { channel: other }] }
  - { name: bad, query: "((((", channels: [{ channel: other }] }
  - { name: none, query: none, channels: [] }
  - { nam: x }
  - 7
channels:
  - { channel: other, digest: sometimes }
  - { channel: other, settings: { burst: 99 } }`;
    const text = textOf(await load(room, file));
    expect(text).toContain('Added:\nthe topic “gas”\nLeft out:');
    for (const named of [
      'Channel 1 of “gas” is left out: "channel" is not the id of a channel',
      'Channel 2 of “gas” is left out',
      '“bad”: This topic has no words.',
      '“none”: no channel of this workspace follows it.',
      '"nam" is not known here; did you mean "name"?',
      'Topic 5 is left out',
      'Channel 1 is left out: "digest" is not understood',
      'Channel 2 is left out: "settings → burst" must be at most 50',
      'The part "settings" is left out: "zone" is not understood',
    ]) {
      expect(text).toContain(named);
    }
  });

  test.each([
    ['nothing', ' ', 'a section'],
    ['a word', 'hello', 'a section'],
    ['no YAML', '{', 'not YAML'],
    ['another version', 'version: 2', 'version'],
    ['an alias of nothing', 'version: 1\nsettings: *x', 'not YAML'],
    ['lists in lists without end', `version: 1\ntopics: ${'['.repeat(50_000)}`, 'cannot be imported'],
    ['aliases that grow', 'version: 1\na: &a [x, x]\nb: &b [*a, *a]\ntopics: [*b, *b]', 'not YAML'],
    ['too many topics', `version: 1\ntopics: [${'x, '.repeat(3_000)}]`, 'at most 2000'],
  ])('%s is no such file', async (_, file, problem) => {
    const room = await open();
    const before = await exported(room);
    const reply = await load(room, file);
    expect(reply.ok).toBe(false);
    expect(textOf(reply)).toContain(problem);
    expect(await exported(room)).toBe(before);
  });

  test('no more channels are asked about than a file may name', async () => {
    const room = await open();
    const caller = person(PREVIEW_CHANNEL, () => true);
    const channels = (from: number) =>
      `channels: [${Array.from({ length: 300 }, (_, n) => `{ channel: "${from + n}" }`).join(', ')}]`;
    const file = `version: 1\n${channels(1)}\ntopics: [{ name: oil, query: oil, ${channels(301)} }]`;
    expect(textOf(await load(room, file, caller))).toContain('names 600 channels; it may name 500');
    expect(caller.asked).toEqual([{ kind: 'workspace' }]);
  });

  test('everybody is neither rung nor a manager', async () => {
    const room = await open();
    const everybody = PREVIEW_CHANNEL.workspace;
    const file = `version: 1
settings: { managers: ${everybody} }
topics: [{ name: oil, query: oil, channels: [{ channel: other, mention: ${everybody} }, { channel: newsroom }] }]`;
    const text = textOf(await load(room, file));
    expect(text).toContain('“oil” is left out: "mention" is not the id of a role here');
    expect(text).toContain('The part "settings" is left out: "managers" is not the id of a role here');
    expect(room.app.desk.settings.ofWorkspace(PREVIEW_CHANNEL).managers).toBeNull();
  });

  test('any names and queries come back as they were', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .map((value) => oneLine(visibleText(value)).trim())
      .filter((value) => value !== '');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ name: text, query: text }), { maxLength: 25 }), async (topics) => {
        const written = writeWorkspaceFile({
          settings: {},
          topics: topics.map((topic) => ({
            ...topic,
            channels: [{ channel: '0123' }, { channel: '1e5', mention: '077' }],
          })),
          channels: [],
        });
        const { content, problems } = await readWorkspaceFile(written, () => true);
        expect(problems).toEqual([]);
        const channels = [
          { channel: '0123', as: 'alerts', mention: null, paused: false },
          { channel: '1e5', as: 'alerts', mention: '077', paused: false },
        ];
        expect(content?.topics.map(({ name, query }) => ({ name, query }))).toEqual(topics);
        for (const topic of content?.topics ?? []) expect(topic.channels).toEqual(channels);
      }),
      { numRuns: 10 },
    );
  });
});
