import { MessageCreateRequestSchema, MessageEditRequestPartialSchema } from 'discord-api-spec/zod';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCustomId } from '../../../adapters/discord/buttons.ts';
import { type MessageBody, renderEdit, renderPost, threadName } from '../../../adapters/discord/render.ts';
import { renderReply } from '../../../adapters/discord/reply.ts';
import { escapeText, escapeTo, linkable } from '../../../adapters/discord/rich.ts';
import { instant } from '../../../src/lib/clock.ts';
import type { AlertMessage, Message, Reply, ShownTime, Span } from '../../../src/platform/message.ts';
import { LANGUAGES } from '../../../src/platform/words.ts';
import { sampleAlert, sampleSource, sampleStories } from '../../contracts/platform.ts';

const GUILD = '900000000000000001';
const ROLE = '900000000000000002';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '\\',
      '<',
      '>',
      '@',
      '&',
      '`',
      '*',
      '_',
      '|',
      'a',
      ':',
      '/',
      '\n',
      '#',
      '-',
      ' ',
    ),
  }),
  fc.constantFrom(
    '@everyone @here <@1> <@&2> <#3> </news why:4> <t:0:R> <:a:5>',
    '](https://bad.example) [',
    '[x](https://bad.example)',
    '\\](https://bad.example)',
    'https://bad.example/a_b_c',
    'javascript:alert(1)',
    '> quote\n# head\n- list\n1. one\n-# small',
    'x'.repeat(5_000),
    'word '.repeat(1_000),
    `e${'\u0301'.repeat(3_000)}`,
    '👩‍👩‍👧‍👦'.repeat(500),
    'שלום عالم \u202e evil',
    '\ud83d',
    '*'.repeat(5_000),
    ' \n\t\u200b',
    '\u200d',
    '\u3164',
    '\u0301\u2800',
    '',
  ),
);
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom(
    'https://news.example/a(b)c]d[e',
    'https://news.example/ä?q=<script>',
    'https://user:secret@news.example/',
    'http://127.0.0.1:8080/stories/s-1',
    `https://news.example/${'a'.repeat(3_000)}`,
    'https://news.example/*_~`|',
  ),
  hostile,
);
const time: fc.Arbitrary<ShownTime | null> = fc.option(
  fc.record({
    at: fc.integer({ min: Date.UTC(1601, 0, 1), max: Date.UTC(2199, 0, 1) }).map((ms) => {
      const at = instant(ms);
      if (at === null) throw new Error('not a time');
      return at;
    }),
    precision: fc.constantFrom('minute', 'day'),
    zone: fc.option(fc.oneof(fc.constantFrom('Asia/Karachi', 'UTC', 'Mars/Base'), hostile)),
    inferred: fc.boolean(),
  }),
);
const language = fc.constantFrom(...LANGUAGES);
const mention = fc.option(fc.oneof(hostile, fc.constantFrom(ROLE, GUILD)));
const actions = fc.array(fc.record({ label: hostile, command: fc.oneof(hostile, fc.constant('/news why a')) }), {
  maxLength: 40,
});
const timelineLine = fc.record({ title: hostile, url: address, time });

const alert: fc.Arbitrary<AlertMessage> = fc
  .record({
    language,
    mention,
    url: address,
    title: hostile,
    summary: fc.array(hostile, { maxLength: 5 }),
    time,
    place: fc.option(hostile),
    image: fc.option(address),
    sources: fc.array(fc.record({ publisher: fc.option(hostile), title: hostile, url: address, time }), {
      maxLength: 60,
    }),
    moreSources: fc.nat(1_000),
    topics: fc.array(hostile, { maxLength: 30 }),
    earlier: fc.array(timelineLine, { maxLength: 5 }),
    actions,
  })
  .map((changes) => sampleAlert(changes));
const span: fc.Arbitrary<Span> = fc.oneof(
  hostile,
  fc.record({ kind: fc.constantFrom('strong', 'code'), text: hostile }),
  fc.record({ kind: fc.constant('link'), text: hostile, url: address }),
  time.filter((one) => one !== null).map((one) => ({ kind: 'time', time: one }) as const),
  fc.record({ kind: fc.constant('channel'), channel: hostile }),
);
const rich = fc.array(span, { maxLength: 12 });
const stories = fc
  .record({
    language,
    mention,
    title: hostile,
    intro: rich,
    sections: fc.array(
      fc.record({
        heading: hostile,
        stories: fc.array(
          fc.record({
            title: hostile,
            url: address,
            time,
            publishers: fc.array(hostile, { maxLength: 5 }),
            sources: fc.nat(50),
            isFollowUp: fc.boolean(),
          }),
          { maxLength: 30 },
        ),
        more: fc.nat(100),
      }),
      { maxLength: 12 },
    ),
    actions,
  })
  .map((changes) => sampleStories(changes));
const message: fc.Arbitrary<Message> = fc.oneof(
  alert,
  stories,
  rich.map((text) => ({ kind: 'note', text }) as const),
);
const reply: fc.Arbitrary<Reply> = fc.record({
  ok: fc.boolean(),
  title: hostile,
  blocks: fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('text'), text: rich }),
      fc.record({ kind: fc.constant('list'), items: fc.array(rich, { maxLength: 40 }) }),
      fc.record({ kind: fc.constant('fields'), rows: fc.array(fc.tuple(hostile, rich), { maxLength: 20 }) }),
      fc.record({ kind: fc.constant('message'), message: fc.oneof(alert, stories) }),
    ),
    { maxLength: 6 },
  ),
  actions,
});

/** Something that a reader sees. */
const SEEN = /[^\p{M}\p{C}\p{Z}\u115f\u1160\u2800\u3164\uffa0]/u;

/** Everything that Discord checks of a message, by its published schema and by the limits that stand in its documents alone. */
function expectTaken(body: MessageBody): void {
  const sent: unknown = JSON.parse(JSON.stringify(body));
  for (const schema of [MessageCreateRequestSchema, MessageEditRequestPartialSchema]) {
    const checked = schema.safeParse(sent);
    expect(checked).toMatchObject({ success: true });
    // What the schema drops, Discord does not know.
    if (checked.success) expect(checked.data).toEqual(sent);
  }
  expect(body.embeds.length).toBeGreaterThan(0);
  expect(body.embeds.length).toBeLessThanOrEqual(10);
  let characters = 0;
  for (const { description, footer, thumbnail, title, fields } of body.embeds) {
    expect([title, fields]).toEqual([undefined, undefined]);
    expect(description?.replace(/#/g, '')).toMatch(SEEN);
    expect(description?.isWellFormed()).toBe(true);
    expect(description?.length).toBeLessThanOrEqual(4_096);
    if (footer !== undefined) expect(footer.text).toMatch(SEEN);
    if (thumbnail !== undefined) expect(thumbnail.url).toMatch(/^https:\/\/[a-z0-9.-]+\.[a-z]{2,}(:\d+)?\//);
    characters += (description ?? '').length + (footer?.text ?? '').length;
  }
  expect(characters).toBeLessThanOrEqual(6_000);
  expect(body.components.length).toBeLessThanOrEqual(5);
  const buttons = body.components.flatMap(({ components }) => {
    expect(components.length).toBeGreaterThan(0);
    expect(components.length).toBeLessThanOrEqual(5);
    return components;
  });
  const ids = buttons.flatMap((button) => ('custom_id' in button ? [button.custom_id] : []));
  expect(new Set(ids).size).toBe(buttons.length);
  for (const id of ids) {
    expect(id.length).toBeLessThanOrEqual(100);
    expect(id.isWellFormed()).toBe(true);
  }
  for (const button of buttons) {
    const label = 'label' in button ? (button.label ?? '') : '';
    expect(label).toMatch(SEEN);
    expect(label.length).toBeLessThanOrEqual(80);
  }
}

/** What is left of a text without what stands for itself and without the marks that the renderer makes. */
function leftOver(description: string, urls: ReadonlySet<string>): string {
  return description
    .replace(/\\[^\p{L}\p{N}\s]|`[^`]+`/gu, '')
    .replace(/\[([^[\]]*)\]\(([^()\s]+)\)/g, (whole, text: string, url: string) => (urls.has(url) ? text : whole))
    .replace(/<t:-?\d+:f>/g, '')
    .replace(/<#\d{1,20}>/g, '')
    .replace(/^### /gm, '')
    .replace(/\*\*([^*]*)\*\*/g, '$1');
}

/** The text without what stands between backticks, where nothing is a link. */
function withoutCode(description: string): string {
  return description.replace(/\\[^\p{L}\p{N}\s]|`[^`]+`/gu, (part) => (part.startsWith('`') ? '' : part));
}

function urlsOf(shown: Message): ReadonlySet<string> {
  const links =
    shown.kind === 'alert'
      ? [shown.url, ...shown.sources.map(({ url }) => url), ...shown.earlier.map(({ url }) => url)]
      : shown.kind === 'stories'
        ? [...shown.sections.flatMap((section) => section.stories.map(({ url }) => url)), ...linksIn(shown.intro)]
        : linksIn(shown.text);
  return new Set(links.flatMap((url) => linkable(url) ?? []));
}

function linksIn(text: readonly Span[]): readonly string[] {
  return text.flatMap((one) => (typeof one !== 'string' && one.kind === 'link' ? [one.url] : []));
}

describe('whatever is to be said', () => {
  test('Discord takes every message, posted and edited', () => {
    fc.assert(
      fc.property(message, (shown) => {
        expectTaken(renderPost(shown, 'abc', GUILD).body);
        expectTaken(renderEdit(shown, null).body);
        expect(threadName(shown)).toMatch(SEEN);
        expect(threadName(shown).length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 300 },
    );
  });

  test('Discord takes every answer, and what does not fit is in the file beside it', () => {
    fc.assert(
      fc.property(reply, (shown) => {
        const { body, files } = renderReply(shown);
        expectTaken(body);
        const isCut = body.embeds.at(-1)?.description?.endsWith('The rest is in the attached file.') ?? false;
        expect(files.map(({ name }) => name)).toEqual(isCut ? ['answer.txt'] : []);
      }),
      { numRuns: 200 },
    );
  });

  test('a part of an answer in which nothing is to be seen is left out', () => {
    fc.assert(
      fc.property(message, (shown) => {
        if (shown.kind === 'note') return;
        const blocks = [
          { kind: 'message', message: shown },
          { kind: 'text', text: ['\u0301\u2800'] },
        ] as const;
        expectTaken(renderReply({ ok: true, title: 'Read', blocks, actions: [] }).body);
      }),
      { numRuns: 20 },
    );
  });

  test('no text makes a mark, a mention or a link of its own', () => {
    fc.assert(
      fc.property(message, (shown) => {
        for (const { description } of renderPost(shown, 'abc', GUILD).body.embeds) {
          const rest = leftOver(description ?? '', urlsOf(shown));
          expect(rest).not.toMatch(/[\\*_~`|[\]<>#]/);
          expect(rest).not.toMatch(/@everyone|@here/i);
          expect(withoutCode(description ?? '').replace(/\]\([^()\s]+\)/g, '')).not.toContain('://');
          expect(description).not.toMatch(/^[ \t]*(?:\+|\d+[.)])[ \t]/m);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('it rings the one role that it was told to, and nobody else', () => {
    fc.assert(
      fc.property(message, (shown) => {
        const { body } = renderPost(shown, 'abc', GUILD);
        const role =
          shown.kind !== 'note' && shown.mention !== null && /^\d{1,20}$/.test(shown.mention) ? shown.mention : null;
        const rung = role === GUILD ? null : role;
        expect(body.allowed_mentions).toEqual(rung === null ? { parse: [] } : { parse: [], roles: [rung] });
        expect(body.content).toBe(rung === null ? undefined : `<@&${rung}>`);
        expect(renderEdit(shown, 'abc').body).toMatchObject({ allowed_mentions: { parse: [] } });
        expect(renderEdit(shown, 'abc').body.content).toBeUndefined();
      }),
    );
  });

  test('every button that is shown asks for its own line again', () => {
    fc.assert(
      fc.property(actions, (asked) => {
        const { body, lines } = renderEdit(sampleAlert({ actions: asked }), null);
        const kept = new Map(lines.map(({ id, line }) => [id, line]));
        const asks = body.components.flatMap(({ components }) =>
          components.map((button) => {
            const pressed = 'custom_id' in button ? readCustomId(button.custom_id) : null;
            return pressed?.kind === 'kept' ? kept.get(pressed.id) : pressed?.line;
          }),
        );
        expect(asks).toEqual(asked.slice(0, 25).map(({ command }) => command.toWellFormed()));
      }),
    );
  });

  test('cutting never leaves half an escape', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 300 }), (text, limit) => {
        const cut = escapeTo(text, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(escapeText(cut.replace(/\\([^\p{L}\p{N}\s])/gu, '$1')).length).toBeLessThanOrEqual(limit + 2);
      }),
    );
  });
});

describe('an address', () => {
  test.each([
    ['https://news.example/a', 'https://news.example/a'],
    ['https://news.example/a(b)_c', 'https://news.example/a%28b%29_c'],
    ['http://127.0.0.1:8080/stories/s-1', 'http://127.0.0.1:8080/stories/s-1'],
    ['https://good.example@bad.example/', null],
    ['javascript:alert(1)', null],
    ['//news.example/a', null],
    [`https://news.example/${'a'.repeat(600)}`, null],
    ['', null],
  ])('%j is linked to as %j', (given, linked) => {
    expect(linkable(given)).toBe(linked);
  });
});

describe('an alert', () => {
  test('holds headline, summary, when and where, sources with their times, what came before, topics', () => {
    const at = sampleAlert().time;
    const { body } = renderPost(
      sampleAlert({
        url: 'https://desk.example/stories/s-1',
        image: 'https://pictures.example/a.jpg',
        sources: [
          sampleSource('Harbour Gazette', { time: at }),
          sampleSource(null, { title: 'Unsigned [report]', url: 'none' }),
        ],
        moreSources: 3,
        earlier: [
          {
            title: 'Talks announced',
            url: 'https://desk.example/stories/s-0',
            time: at && { ...at, precision: 'day', inferred: true },
          },
        ],
      }),
      'abc',
      GUILD,
    );
    expect(body.embeds).toEqual([
      {
        color: expect.any(Number),
        url: 'https://discord.com/#newsdesk-abc',
        description: [
          '### [Envoys meet in Valletta over consulates](https://desk.example/stories/s-1)',
          'Two delegations met in Valletta on Tuesday. They will meet again in May.',
          '<t:1709631000:f> · Valletta',
          '**5 sources**',
          '- [Harbour Gazette](https://news.example/Harbour%20Gazette) · <t:1709631000:f>',
          '- Unsigned \\[report\\]',
          '- and 3 more',
          '**Earlier**',
          '- [Talks announced](https://desk.example/stories/s-0) · 5 Mar 2024 (inferred)',
        ].join('\n'),
        thumbnail: { url: 'https://pictures.example/a.jpg' },
        footer: { text: 'Topic: Consulate talks' },
      },
    ]);
    expect(body.components).toMatchObject([{ components: [{ label: 'Why?', custom_id: 's0:/news why envoys' }] }]);
  });

  test('speaks the language it was told to', () => {
    const { body } = renderPost(sampleAlert({ language: 'de', moreSources: 2 }), 'abc', GUILD);
    expect(body.embeds[0]?.description).toContain('**3 Quellen**');
    expect(body.embeds[0]?.footer?.text).toBe('Thema: Consulate talks');
  });

  test('names as many of its sources as there is room for, and counts the others', () => {
    const sources = Array.from({ length: 200 }, (_, number) => sampleSource(`Publisher number ${number}`));
    const description =
      renderPost(sampleAlert({ sources, moreSources: 7 }), 'abc', GUILD).body.embeds[0]?.description ?? '';
    const named = description.match(/Publisher number/g)?.length ?? 0;
    expect(named).toBeGreaterThan(20);
    expect(description).toContain(`- and ${207 - named} more`);
  });
});

describe('a list of stories', () => {
  test('shows follow-ups under what they follow from, and what is left out', () => {
    const { body } = renderPost(sampleStories(), 'abc', GUILD);
    expect(body.embeds[0]?.description?.split('\n').map((line) => line.replace(/\(http[^)]*\)/, '()'))).toEqual([
      '### News digest, 5 March 2024',
      '**Consulate talks**',
      '- [Envoys meet in Valletta over consulates]() · Harbour Gazette, Island Post · 5 sources · <t:1709631000:f>',
      '  - ↳ [Consulates reopen]() · Harbour Gazette, Island Post · 5 sources · <t:1709631000:f>',
      '**Ferries**',
      '- [Ferry line resumes after the storm]() · Island Post',
      '- and 3 more',
    ]);
  });

  test('a long one ends with how many stories it leaves out', () => {
    const [section] = sampleStories().sections;
    const [line] = section?.stories ?? [];
    if (section === undefined || line === undefined) throw new Error('the sample lists stories');
    const many = Array.from({ length: 200 }, () => line);
    const { body } = renderPost(sampleStories({ sections: [{ ...section, stories: many, more: 4 }] }), 'abc', GUILD);
    const all = body.embeds.map(({ description }) => description).join('\n');
    expect(body.embeds.length).toBeGreaterThan(1);
    expect(all).toMatch(new RegExp(`and ${204 - (all.match(/Envoys meet/g)?.length ?? 0)} more$`));
  });
});

describe('an answer', () => {
  test('shows its parts in order', () => {
    const { body } = renderReply({
      ok: true,
      title: 'Topics *here*',
      blocks: [
        {
          kind: 'text',
          text: ['In ', { kind: 'channel', channel: '123' }, ' and ', { kind: 'code', text: 'a`b' }, '.'],
        },
        {
          kind: 'fields',
          rows: [
            [
              'Zone',
              [
                { kind: 'strong', text: 'UTC' },
                { kind: 'strong', text: '+0' },
              ],
            ],
          ],
        },
        { kind: 'list', items: [['1. one'], [{ kind: 'link', text: '[x]', url: 'https://a.example/(b)' }]] },
        { kind: 'message', message: sampleAlert() },
      ],
      actions: [],
    });
    expect(body.embeds[0]?.description).toBe(
      [
        '### Topics \\*here\\*',
        'In <#123> and `aˋb`.',
        '**Zone**: **UTC**\u200b**+0**',
        '- 1\\. one',
        '- [(x)](https://a.example/%28b%29)',
      ].join('\n'),
    );
    expect(body.embeds[1]?.description).toContain('Envoys meet');
  });

  test('one that is too long ends after a whole item and brings the whole as a file', () => {
    const items = Array.from({ length: 500 }, (_, number) => [`Item number ${number} of the list.`]);
    const { body, files } = renderReply({
      ok: true,
      title: 'List',
      blocks: [{ kind: 'list', items }],
      actions: [],
      file: { name: '../x y.yaml', text: 'a' },
    });
    const lines = body.embeds
      .map(({ description }) => description)
      .join('\n')
      .split('\n');
    expect(lines.at(-1)).toBe('-# The rest is in the attached file.');
    expect(lines.at(-2)).toMatch(/^- Item number \d+ of the list\.$/);
    expect(files.map(({ name }) => name)).toEqual(['-x-y.yaml', 'answer.txt']);
    expect(files[1]?.text).toContain('Item number 499 of the list.');
  });

  test('a long text ends with a whole sentence', () => {
    const text = 'This is a sentence that says something. '.repeat(300);
    const { body } = renderReply({ ok: false, title: 'Text', blocks: [{ kind: 'text', text: [text] }], actions: [] });
    expect(body.embeds.at(-1)?.description).toMatch(/something\.…\n-# The rest is in the attached file\.$/);
  });
});
