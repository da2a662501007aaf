import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readButtonValue } from '../../../adapters/slack/blocks.ts';
import { type Rendered, renderMessage, renderReply } from '../../../adapters/slack/render.ts';
import { type Instant, instant } from '../../../src/lib/clock.ts';
import type { Action, Message, Reply, ShownTime, Span } from '../../../src/platform/message.ts';
import { LANGUAGES } from '../../../src/platform/words.ts';
import { sampleAlert, sampleSource, sampleStories } from '../../contracts/platform.ts';
import { readBlocks } from '../../support/slack/block-check.ts';
import { textsOf } from './support.ts';

const LOOK = { ring: true, picture: true };

function at(iso: string): Instant {
  const moment = instant(Date.parse(iso));
  if (moment === null) throw new Error(`not a time: ${iso}`);
  return moment;
}

/** What people read, after Slack's own check of the blocks. */
function seen(rendered: Rendered): string {
  return textsOf(readBlocks(rendered.blocks, 'unloadable')).join('');
}

describe('an alert', () => {
  test('says headline, summary, when and where, sources, topics and what came before, in this order', () => {
    const text = seen(
      renderMessage(
        sampleAlert({
          sources: [sampleSource('Harbour Gazette', { time: sampleAlert().time }), sampleSource(null)],
          moreSources: 3,
          earlier: [{ title: 'Envoys announce talks', url: 'https://news.example/before', time: null }],
        }),
        LOOK,
      ),
    );
    const parts = [
      'Envoys meet in Valletta over consulates',
      'http://127.0.0.1:8080/stories/envoys',
      'Two delegations met in Valletta on Tuesday. They will meet again in May.',
      '5 Mar 2024, 09:30 UTC',
      ' · Valletta',
      '5 sources',
      'Harbour Gazette',
      'What nobody wrote',
      'and 3 more',
      'Consulate talks',
      'Envoys announce talks',
      'Why?',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('shows a minute in the reader’s own zone, and a day as the day it was at its place', () => {
    const minute = renderMessage(sampleAlert(), LOOK).blocks;
    expect(JSON.stringify(minute)).toContain('"timestamp":1709631000,"format":"{date_short_pretty} {time}"');
    const day: ShownTime = {
      at: at('2024-03-05T19:00:00Z'),
      precision: 'day',
      zone: 'Asia/Karachi',
      inferred: true,
    };
    const text = seen(renderMessage(sampleAlert({ time: day }), LOOK));
    expect(text).toContain('6 Mar 2024 (inferred)');
    expect(JSON.stringify(renderMessage(sampleAlert({ time: day }), LOOK).blocks)).not.toContain('timestamp');
  });

  test('a moment before 1970 is said in words', () => {
    const time: ShownTime = { at: at('1912-04-15T02:20:00Z'), precision: 'minute', zone: null, inferred: false };
    expect(seen(renderMessage(sampleAlert({ time }), LOOK))).toContain('15 Apr 1912, 02:20 UTC');
  });

  test('rings the user group once, on the post only, and no one else', () => {
    const alert = sampleAlert({ mention: 'S0DESK', title: '<!channel> <@U1>' });
    const post = JSON.stringify(renderMessage(alert, LOOK).blocks);
    expect(post.match(/<!subteam\^S0DESK>/g)).toHaveLength(1);
    expect(JSON.stringify(renderMessage(alert, { ...LOOK, ring: false }))).not.toContain('subteam');
    for (const mention of ['U1', 'S1> <!channel', '!channel', '']) {
      expect(JSON.stringify(renderMessage(sampleAlert({ mention }), LOOK).blocks)).not.toContain('<!');
    }
  });

  test('has its picture beside the summary, or alone, and only over https', () => {
    const image = 'https://news.example/a.jpg';
    expect(JSON.stringify(renderMessage(sampleAlert({ image }), LOOK).blocks)).toContain('"accessory":{"type":"image"');
    expect(JSON.stringify(renderMessage(sampleAlert({ image, summary: [] }), LOOK).blocks)).toContain(image);
    expect(JSON.stringify(renderMessage(sampleAlert({ image }), { ...LOOK, picture: false }).blocks)).not.toContain(
      'a.jpg',
    );
    for (const wrong of [
      'http://news.example/a.jpg',
      'data:image/png;base64,',
      `https://n.example/${'a'.repeat(3_000)}`,
    ]) {
      expect(JSON.stringify(renderMessage(sampleAlert({ image: wrong }), LOOK).blocks)).not.toContain('"image"');
    }
  });

  test('speaks the language of the channel', () => {
    expect(seen(renderMessage(sampleAlert({ language: 'de', time: null }), LOOK))).toMatch(/1 Quelle[\s\S]*Thema/);
  });

  test('links to the web only, and shows where a link really leads', () => {
    const sources = [
      sampleSource('Script', { url: 'javascript:alert(1)' }),
      sampleSource('Trick', { url: 'https://bank.example@evil.example/a|b>c' }),
    ];
    const text = JSON.stringify(renderMessage(sampleAlert({ sources }), LOOK).blocks);
    expect(text).not.toContain('javascript:');
    expect(text).toContain('"url":"https://evil.example/a%7Cb%3Ec"');
  });

  test('its notification is escaped', () => {
    expect(renderMessage(sampleAlert({ title: '<!channel> & co' }), LOOK).text).toMatch(
      /^&lt;!channel&gt; &amp; co: Two/,
    );
  });
});

describe('buttons', () => {
  function buttons(actions: readonly Action[]): readonly { action_id: string; value: string; label: string }[] {
    const block = renderMessage(sampleAlert({ actions }), LOOK).blocks.find(({ type }) => type === 'actions');
    if (block?.type !== 'actions') return [];
    return block.elements.flatMap((one) =>
      one.type === 'button' ? [{ action_id: one.action_id ?? '', value: one.value ?? '', label: one.text.text }] : [],
    );
  }

  test('carry their command, and bring it back as it was whether Slack escapes it or not', () => {
    const command = '/news watch "AT&T" AND 100% <b> %26';
    const [button] = buttons([{ label: 'Watch', command }]);
    expect(button?.value).not.toMatch(/[&<>]/);
    expect(readButtonValue(button?.value ?? '')).toBe(command);
  });

  test('say whether a form comes first', () => {
    const shown = buttons([
      { label: 'Now', command: '/news digest now' },
      { label: 'Form', command: '/news watch', form: true },
    ]);
    expect(shown.map(({ action_id }) => action_id)).toEqual(['newsdesk_say_0', 'newsdesk_form_1']);
  });

  test('that could not carry their command are left out', () => {
    expect(buttons([{ label: 'Long', command: `/news why ${'x'.repeat(2_000)}` }])).toEqual([]);
    expect(buttons([{ label: 'Half', command: '/news why \ud83d' }])).toEqual([]);
    expect(buttons([{ label: ' ', command: '/news help' }])).toMatchObject([{ label: '/news help' }]);
  });
});

describe('lists of stories', () => {
  test('show sections, follow-ups indented, publishers, and how many more there are', () => {
    const rendered = renderMessage(sampleStories(), LOOK);
    const text = seen(rendered);
    for (const part of [
      'News digest, 5 March 2024',
      'Consulate talks',
      'Harbour Gazette, Island Post, and 3 more',
      'and 3 more',
    ])
      expect(text).toContain(part);
    const lists = rendered.blocks.flatMap((block) => (block.type === 'rich_text' ? block.elements : []));
    expect(lists.flatMap((part) => (part.type === 'rich_text_list' ? [part.indent] : []))).toEqual([0, 1, 0]);
  });

  test('that are too long say how many stories they leave out', () => {
    const [section] = sampleStories().sections;
    const story = section?.stories[0];
    if (section === undefined || story === undefined) throw new Error('the sample has a story');
    const sections = Array.from({ length: 60 }, (_, number) => ({
      heading: `Topic ${number}`,
      stories: Array.from({ length: 10 }, () => story),
      more: 2,
    }));
    const text = seen(renderMessage(sampleStories({ sections }), LOOK));
    const shown = text.split(story.title).length - 1;
    const hidden = [...text.matchAll(/^and (\d+) more$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(shown).toBeGreaterThan(20);
    expect(shown + hidden).toBe(60 * 12);
  });

  test('tell of every story, one by one or as one of so many more', () => {
    const story = sampleStories().sections[0]?.stories[0];
    if (story === undefined) throw new Error('the sample has a story');
    const counts = fc.array(fc.record({ count: fc.nat(25), more: fc.nat(9), length: fc.nat(250) }), { maxLength: 70 });
    fc.assert(
      fc.property(counts, (asked) => {
        const sections = asked.map(({ count, more, length }) => ({
          heading: 'Topic',
          stories: Array.from({ length: count }, () => ({
            ...story,
            title: `STORY ${'x'.repeat(length)}`,
            sources: 2,
          })),
          more,
        }));
        const rendered = renderMessage(sampleStories({ sections }), LOOK);
        const text = seen(rendered);
        const shown = text.split('STORY').length - 1;
        const hidden = [...text.matchAll(/^and (\d+) more$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
        expect(shown + hidden).toBe(asked.reduce((sum, { count, more }) => sum + count + more, 0));
      }),
      { numRuns: 100 },
    );
  });

  test('that are empty say that there is nothing new', () => {
    expect(seen(renderMessage(sampleStories({ sections: [], intro: [] }), LOOK))).toContain('Nothing new.');
  });
});

describe('answers', () => {
  const long: Reply = {
    ok: true,
    title: 'Topics',
    blocks: [{ kind: 'list', items: Array.from({ length: 900 }, (_, number) => [`Topic ${number} of a long list`]) }],
    actions: [{ label: 'Next', command: '/news topics page 2' }],
  };

  test('that are too long are cut at an item, and say how to see the rest', () => {
    const text = seen(renderReply(long, 50));
    expect(text).toContain('Topic 0 of a long list\n');
    expect(text).toMatch(/of a long list\nThere is more than one message of Slack holds\./);
    expect(text).toContain('Next');
  });

  test('show channels as channels, and messages without their buttons', () => {
    const rendered = renderReply(
      {
        ok: true,
        title: 'Preview',
        blocks: [
          {
            kind: 'text',
            text: ['In ', { kind: 'channel', channel: 'C012AB' }, ' and ', { kind: 'channel', channel: 'x y' }],
          },
          { kind: 'fields', rows: [['Language', ['English']]] },
          { kind: 'message', message: sampleAlert() },
        ],
        actions: [],
      },
      50,
    );
    expect(JSON.stringify(rendered.blocks)).toContain('{"type":"channel","channel_id":"C012AB"}');
    expect(seen(rendered)).toContain('#x y');
    expect(seen(rendered)).toContain('Language: English');
    expect(seen(rendered)).not.toContain('Why?');
  });
});

describe('whatever is in them', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      '',
      ' \n\t\u00a0\u200b ',
      'a\ud83d',
      'x'.repeat(5_000),
      'word '.repeat(1_000),
      '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(400),
      `e${'\u0301'.repeat(3_000)}`,
      '\u202eevil\u202c \u2067שלום عالم\u2069 ok',
      '<!channel> <!here> <@U1> <#C1> <!subteam^S1> <https://good.example|https://bad.example> *b* _i_ `c`',
    ),
  );
  const url = fc.oneof(
    text,
    fc.webUrl(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constant(`https://n.example/${'é'.repeat(700)}`),
  );
  const time = fc.option(
    fc.record({
      at: fc.integer({ min: Date.UTC(1600, 0), max: Date.UTC(2199, 0) }).map((ms) => at(new Date(ms).toISOString())),
      precision: fc.constantFrom('minute' as const, 'day' as const),
      zone: fc.option(fc.oneof(text, fc.constantFrom('Asia/Karachi', 'UTC'))),
      inferred: fc.boolean(),
    }),
  );
  const action = fc.record({ label: text, command: text });
  const line = fc.record({ title: text, url, time });
  const manner = {
    language: fc.constantFrom(...LANGUAGES),
    mention: fc.option(text),
    publish: fc.boolean(),
    actions: fc.array(action, { maxLength: 40 }),
  };
  const alert = fc
    .record({
      ...manner,
      title: text,
      summary: fc.array(text, { maxLength: 6 }),
      place: fc.option(text),
      time,
      // Others may be refused as not to be loaded, which no renderer can know.
      image: fc.option(
        fc.oneof(
          text,
          fc.nat(2_900).map((length) => `https://news.example/${'a'.repeat(length)}`),
        ),
      ),
      sources: fc.array(fc.record({ publisher: fc.option(text), title: text, url, time }), { maxLength: 40 }),
      moreSources: fc.nat(),
      topics: fc.array(text, { maxLength: 30 }),
      earlier: fc.array(line, { maxLength: 30 }),
    })
    .map((changes) => sampleAlert(changes));
  const span: fc.Arbitrary<Span> = fc.oneof(
    text,
    fc.record({ kind: fc.constantFrom('strong' as const, 'code' as const), text }),
    fc.record({ kind: fc.constant('link' as const), text, url }),
    fc.record({ kind: fc.constant('channel' as const), channel: text }),
  );
  const rich = fc.array(span, { maxLength: 12 });
  const story = fc.record({
    title: text,
    url,
    time,
    publishers: fc.array(text, { maxLength: 8 }),
    sources: fc.nat(),
    isFollowUp: fc.boolean(),
  });
  const stories = fc
    .record({
      ...manner,
      title: text,
      intro: rich,
      sections: fc.array(fc.record({ heading: text, stories: fc.array(story, { maxLength: 12 }), more: fc.nat() }), {
        maxLength: 60,
      }),
    })
    .map((changes) => sampleStories(changes));
  const message: fc.Arbitrary<Message> = fc.oneof(
    alert,
    stories,
    fc.record({ kind: fc.constant('note' as const), text: rich }),
  );
  const reply: fc.Arbitrary<Reply> = fc.record({
    ok: fc.boolean(),
    title: text,
    blocks: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('text' as const), text: rich }),
        fc.record({ kind: fc.constant('list' as const), items: fc.array(rich, { maxLength: 30 }) }),
        fc.record({ kind: fc.constant('fields' as const), rows: fc.array(fc.tuple(text, rich), { maxLength: 20 }) }),
        fc.record({ kind: fc.constant('message' as const), message: fc.oneof(alert, stories) }),
      ),
      { maxLength: 12 },
    ),
    actions: fc.array(action, { maxLength: 40 }),
  });

  function isSafe({ text: notification, blocks }: Rendered): void {
    readBlocks(blocks, 'unloadable');
    expect(blocks.length).toBeGreaterThan(0);
    expect(JSON.stringify(blocks).isWellFormed()).toBe(true);
    // No part in which Slack reads markup holds anything but the one mention.
    const marked = blocks.flatMap((block) =>
      block.type === 'section' && block.text?.type === 'mrkdwn' ? [block.text.text] : [],
    );
    for (const part of marked) expect(part).toMatch(/^<!subteam\^S[A-Z0-9]+>$/);
    expect(notification).not.toMatch(/[<>]/);
    expect(notification.trim()).not.toBe('');
    expect(notification.length).toBeLessThan(4_000);
    // What Slack counts is not documented; it was seen to refuse 11,341 characters of rich_text.
    expect(textsOf(blocks).join('').length).toBeLessThan(11_000);
  }

  test('Slack takes every message, and nobody is rung', () => {
    fc.assert(
      fc.property(message, fc.boolean(), (one, picture) => {
        isSafe(renderMessage(one, { ring: true, picture }));
      }),
      { numRuns: 300 },
    );
  });

  test('Slack takes every answer', () => {
    fc.assert(
      fc.property(reply, fc.constantFrom(20, 50, 100), (one, maxBlocks) => {
        const rendered = renderReply(one, maxBlocks);
        expect(rendered.blocks.length).toBeLessThanOrEqual(maxBlocks);
        isSafe({ ...rendered, blocks: rendered.blocks.slice(0, 50) });
      }),
      { numRuns: 200 },
    );
  });
});
