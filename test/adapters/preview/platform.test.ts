import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPreview, type PreviewOptions, type PreviewRows } from '../../../adapters/preview/platform.ts';
import { type Clock, type Instant, instant } from '../../../src/lib/clock.ts';
import type { AlertMessage, Message, StoriesMessage } from '../../../src/platform/message.ts';
import { postedMessageSchema } from '../../../src/platform/schemas.ts';
import type { PostedMessage } from '../../../src/platform/transcript.ts';
import { sampleAlert, sampleSource, sampleStories, testPlatform } from '../../contracts/platform.ts';

const general = { platform: 'preview', workspace: 'local', channel: 'general' };
const other = { platform: 'preview', workspace: 'local', channel: 'other' };

// Keeps rows as a real store does: as text, read back through the schema.
function rowsIn(table: Map<string, string>): PreviewRows {
  return {
    async save(key, row) {
      table.set(key, JSON.stringify(row));
    },
    async remove(key) {
      table.delete(key);
    },
    async *all() {
      for (const text of table.values()) yield postedMessageSchema.parse(JSON.parse(text));
    },
  };
}

const start = secondsIn(0);

function secondsIn(seconds: number): Instant {
  const at = instant(Date.UTC(2025, 0, 1) + seconds * 1000);
  if (at === null) throw new Error('the clock left its range');
  return at;
}

function ticking(): Clock {
  let seconds = 0;
  return () => {
    seconds++;
    return secondsIn(seconds);
  };
}

function open(changes: Partial<PreviewOptions> = {}) {
  const table = new Map<string, string>();
  const lines: string[] = [];
  const options: PreviewOptions = {
    rows: rowsIn(table),
    clock: ticking(),
    channels: [general],
    print: (line) => lines.push(line),
    colours: false,
    ...changes,
  };
  return { preview: createPreview(options), options, table, lines };
}

function wordsOf(message: Message): string {
  if (message.kind === 'note')
    return message.text.map((span) => (typeof span === 'string' ? span : JSON.stringify(span))).join('');
  if (message.kind === 'stories') {
    const lines = message.sections.flatMap(({ heading, stories }) => [heading, ...stories.map(({ title }) => title)]);
    return [message.title, ...lines].join('\n').toWellFormed();
  }
  const sources = message.sources.flatMap((source) => [source.publisher, source.title, source.url]);
  return [message.title, ...message.summary, ...sources, ...message.topics].join('\n').toWellFormed();
}

testPlatform('preview', async () => {
  const { preview } = open();
  return {
    platform: preview,
    channel: general,
    // Nothing rings here: the preview shows text and has nobody to ping.
    seen: async () =>
      preview.transcript
        .messages(general)
        .map(({ id, message, thread }) => ({ id, text: wordsOf(message), thread, pings: false })),
    close: async () => {},
  };
});

describe('the preview platform', () => {
  test('remembers everything over a restart and goes on counting', async () => {
    const { preview, options } = open();
    await preview.post(general, sampleAlert(), 'k1');
    await preview.reply(general, '1', { kind: 'note', text: ['More.'] }, 'k2');
    await preview.edit(general, '1', sampleAlert({ title: 'Now otherwise' }));
    await preview.post(other, sampleAlert(), 'k3');

    const again = createPreview(options);
    await again.load();
    expect(again.transcript.channels()).toEqual([general, other]);
    expect(again.transcript.messages(general)).toEqual(preview.transcript.messages(general));
    expect(await again.find(general, 'k2', start, '1')).toEqual({ kind: 'found', messageId: '2' });
    expect(await again.post(general, sampleAlert(), 'k4')).toEqual({ kind: 'done', messageId: '3' });
    expect(await again.post(other, sampleAlert(), 'k5')).toEqual({ kind: 'done', messageId: '2' });
  });

  test('every channel is open', async () => {
    const { preview } = open();
    expect(await preview.inspect(other)).toEqual({ kind: 'open' });
  });

  test('posts as often as it is told, even with one key', async () => {
    const { preview } = open();
    await preview.post(general, sampleAlert(), 'k1');
    await preview.post(general, sampleAlert(), 'k1');
    expect(preview.transcript.messages(general)).toHaveLength(2);
  });

  test('calls at the same moment take effect one after another', async () => {
    const { preview } = open();
    const slow = Array.from({ length: 20 }, (_, number) => preview.post(general, sampleAlert(), `k${number}`));
    const outcomes = await Promise.all([...slow, preview.edit(general, '20', sampleAlert({ title: 'Edited' }))]);
    expect(outcomes.every((outcome) => outcome.kind === 'done')).toBe(true);
    const messages = preview.transcript.messages(general);
    expect(messages.map((message) => message.key)).toEqual(slow.map((_, number) => `k${number}`));
    expect(messages.at(-1)?.edits).toBe(1);
  });

  test('keeps the last messages of a channel and forgets older ones with their threads', async () => {
    const { preview, table } = open({ keep: 3 });
    await preview.post(general, sampleAlert(), 'k1');
    await preview.reply(general, '1', { kind: 'note', text: ['More.'] }, 'k2');
    for (const key of ['k3', 'k4']) await preview.post(general, sampleAlert(), key);
    expect(preview.transcript.messages(general).map((message) => message.key)).toEqual(['k3', 'k4']);
    expect(table.size).toBe(2);
    expect((await preview.edit(general, '1', sampleAlert())).kind).toBe('refused');
    expect(await preview.post(general, sampleAlert(), 'k5')).toEqual({ kind: 'done', messageId: '5' });
  });

  test('an answer in a thread is answered in the same thread', async () => {
    const { preview } = open();
    await preview.post(general, sampleAlert(), 'k1');
    await preview.reply(general, '1', { kind: 'note', text: ['First.'] }, 'k2');
    await preview.reply(general, '2', { kind: 'note', text: ['Second.'] }, 'k3');
    expect(preview.transcript.messages(general).map((message) => message.thread)).toEqual([null, '1', '1']);
  });

  test('a post whose row may or may not be kept is in doubt, and found where it was kept after all', async () => {
    const table = new Map<string, string>();
    const rows = rowsIn(table);
    let broken = true;
    const { preview } = open({
      rows: {
        ...rows,
        async save(key: string, row: PostedMessage) {
          if (!broken || row.key === 'kept') await rows.save(key, row);
          if (broken) throw new Error('disk full');
        },
      },
    });
    expect((await preview.post(general, sampleAlert(), 'kept')).kind).toBe('unknown');
    expect((await preview.post(general, sampleAlert(), 'lost')).kind).toBe('unknown');
    broken = false;
    expect(await preview.find(general, 'kept', start, null)).toEqual({ kind: 'found', messageId: '1' });
    expect(await preview.find(general, 'lost', start, null)).toEqual({ kind: 'absent' });
  });

  test('tells its watchers of every post, edit and reply until they leave', async () => {
    const { preview } = open();
    let calls = 0;
    const leave = preview.transcript.watch(() => calls++);
    await preview.post(general, sampleAlert(), 'k1');
    await preview.edit(general, '1', sampleAlert());
    await preview.reply(general, '1', { kind: 'note', text: ['More.'] }, 'k2');
    expect(calls).toBe(3);
    leave();
    await preview.post(general, sampleAlert(), 'k3');
    expect(calls).toBe(3);
  });
});

describe('what the terminal shows', () => {
  test('a post is a block, an edit and a reply are lines', async () => {
    const { preview, lines } = open();
    await preview.post(general, sampleAlert(), 'k1');
    const grown = sampleAlert({ sources: [sampleSource('Harbour Gazette'), sampleSource('Island Post')] });
    await preview.edit(general, '1', grown);
    await preview.edit(general, '1', { ...grown, summary: ['Short.'] });
    await preview.reply(general, '1', { kind: 'note', text: ['The talks ended.'] }, 'k2');
    expect(lines).toEqual([
      '',
      '#general  Consulate talks',
      '  Envoys meet in Valletta over consulates',
      '  Two delegations met in Valletta on Tuesday.',
      '  They will meet again in May.',
      '  5 Mar 2024, 09:30 UTC · Valletta',
      '  Harbour Gazette',
      '  http://127.0.0.1:8080/stories/envoys',
      '#general  updated: + Island Post (2 sources) · Envoys meet in Valletta over consulates',
      '#general  updated: new summary (2 sources) · Envoys meet in Valletta over consulates',
      '#general  ↳ The talks ended. · Envoys meet in Valletta over consulates',
    ]);
  });

  test('a source without a publisher is quoted, and a topic that is new is named', async () => {
    const { preview, lines } = open();
    const unnamed = { ...sampleSource('Harbour Gazette'), publisher: null, title: 'Envoys met' };
    await preview.post(general, sampleAlert({ sources: [unnamed] }), 'k1');
    await preview.edit(general, '1', sampleAlert({ sources: [unnamed], topics: ['Consulate talks', 'Malta'] }));
    expect(lines).toContain('  “Envoys met”');
    expect(lines.at(-1)).toContain('updated: topics now Consulate talks · Malta (1 source)');
    const renamed = { ...unnamed, title: 'Envoys met at last' };
    await preview.edit(general, '1', sampleAlert({ sources: [renamed], topics: ['Consulate talks', 'Malta'] }));
    expect(lines.at(-1)).toContain('updated: its sources corrected (1 source)');
    const moved = { ...renamed, url: 'http://127.0.0.1:9090/articles/envoys' };
    await preview.edit(general, '1', sampleAlert({ sources: [moved], topics: ['Consulate talks', 'Malta'] }));
    expect(lines.at(-1)).toContain('updated: its sources corrected (1 source)');
  });

  test('an inferred day is marked as such', async () => {
    const { preview, lines } = open();
    const alert = sampleAlert();
    if (alert.time === null) throw new Error('the sample has a time');
    await preview.post(general, { ...alert, time: { ...alert.time, precision: 'day', inferred: true } }, 'k1');
    expect(lines).toContain('  5 Mar 2024 (inferred) · Valletta');
  });

  test('sources that a message only counts are counted', async () => {
    const { preview, lines } = open();
    await preview.post(general, sampleAlert({ moreSources: 30 }), 'k1');
    await preview.edit(general, '1', sampleAlert({ moreSources: 31 }));
    expect(lines).toContain('  Harbour Gazette · 30 more sources');
    expect(lines.at(-1)).toContain('(32 sources)');
  });

  test('a list of stories is a short block, and its edit a line', async () => {
    const { preview, lines } = open();
    await preview.post(
      general,
      sampleStories({ intro: ['Held back in ', { kind: 'channel', channel: 'other' }] }),
      'k1',
    );
    await preview.edit(general, '1', sampleStories({ title: 'Five stories' }));
    expect(lines).toEqual([
      '',
      '#general',
      '  News digest, 5 March 2024',
      '  Held back in #other',
      '  Consulate talks',
      '    - Envoys meet in Valletta over consulates · 5 Mar 2024, 09:30 UTC · Harbour Gazette, Island Post',
      '      ↳ Consulates reopen · 5 Mar 2024, 09:30 UTC · Harbour Gazette, Island Post',
      '  Ferries',
      '    - Ferry line resumes after the storm · Island Post',
      '  and 3 more',
      '#general  updated: Five stories',
    ]);
  });

  test('of a long list the first stories are shown and the rest counted, whatever the topics', async () => {
    const [section] = sampleStories().sections;
    const [line] = section?.stories ?? [];
    if (line === undefined) throw new Error('the sample lists a story');
    const { preview, lines } = open();
    const sections = [7, 7, 7].map((count, n) => ({
      heading: `Topic ${n}`,
      stories: Array(count).fill(line),
      more: 2,
    }));
    await preview.post(general, sampleStories({ intro: ['Why'], sections }), 'k1');
    expect(lines).toHaveLength(12);
    expect(lines.at(-2)).toContain('    - Envoys');
    expect(lines.at(-1)).toBe('  and 21 more');
  });

  test('colours appear on a terminal only', async () => {
    const { preview, lines } = open({ colours: true });
    await preview.post(general, sampleAlert(), 'k1');
    expect(lines.join('\n')).toContain('\u001b[1mEnvoys meet in Valletta over consulates\u001b[22m');
  });

  test('no text can steer the terminal or fill it', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[2J', '\u202e', '\r\nfake line', 'x'.repeat(9000)),
    );
    const alerts = fc.record({
      title: text,
      summary: fc.array(text),
      place: fc.option(text),
      topics: fc.array(text),
      url: text,
    });
    const line = fc.record({
      title: text,
      url: text,
      time: fc.constant(null),
      publishers: fc.array(text),
      sources: fc.nat(),
      isFollowUp: fc.boolean(),
    });
    const section = fc.record({ heading: text, stories: fc.array(line), more: fc.nat() });
    const lists = fc.record({ title: text, intro: fc.array(text), sections: fc.array(section) });
    await fc.assert(
      fc.asyncProperty(alerts, lists, async (changes: Partial<AlertMessage>, list: Partial<StoriesMessage>) => {
        const { preview, lines } = open();
        await preview.post(general, sampleAlert(changes), 'k1');
        await preview.edit(general, '1', sampleAlert({ ...changes, sources: [] }));
        expect(lines.length).toBeLessThan(12);
        const before = lines.length;
        await preview.post(general, sampleStories(list), 'k2');
        expect(lines.length - before).toBeLessThanOrEqual(12);
        await preview.edit(general, '2', sampleStories(list));
        await preview.reply(general, '2', sampleStories(list), 'k3');
        for (const line of lines) {
          expect(line.length).toBeLessThan(1500);
          expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
    );
  });
});
