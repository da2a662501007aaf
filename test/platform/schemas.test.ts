import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../src/lib/clock.ts';
import { articleId, type StoryId, storyId } from '../../src/lib/ids.ts';
import type {
  Action,
  AlertMessage,
  Block,
  Message,
  NoteMessage,
  Reply,
  Rich,
  ShownTime,
  Span,
  StoriesMessage,
  TimelineLine,
} from '../../src/platform/message.ts';
import { postedMessageSchema, replySchema, richSchema } from '../../src/platform/schemas.ts';
import { LANGUAGES } from '../../src/platform/words.ts';

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const list = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 4 });

const at = fc
  .integer({ min: 0, max: 4_000_000_000_000 })
  .map(instant)
  .filter((moment): moment is Instant => moment !== null);
const story: fc.Arbitrary<StoryId> = text.map((name) => storyId(articleId(name)));
const time: fc.Arbitrary<ShownTime> = fc.record({
  at,
  precision: fc.constantFrom('minute', 'day'),
  zone: maybe(text),
  inferred: fc.boolean(),
});
const span: fc.Arbitrary<Span> = fc.oneof(
  text,
  fc.record({ kind: fc.constantFrom('strong', 'code'), text }),
  fc.record({ kind: fc.constant('link'), text, url: text }),
  fc.record({ kind: fc.constant('time'), time }),
  fc.record({ kind: fc.constant('channel'), channel: text }),
);
const rich: fc.Arbitrary<Rich> = list(span);
const action: fc.Arbitrary<Action> = fc.record(
  { label: text, command: text, form: fc.constant(true) },
  { requiredKeys: ['label', 'command'] },
);
const line: fc.Arbitrary<TimelineLine> = fc.record({ title: text, url: text, time: maybe(time) });
const manner = { language: fc.constantFrom(...LANGUAGES), mention: maybe(text), publish: fc.boolean() };

const alert: fc.Arbitrary<AlertMessage> = fc.record({
  ...manner,
  kind: fc.constant('alert'),
  story,
  url: text,
  title: text,
  summary: list(text),
  time: maybe(time),
  place: maybe(text),
  image: maybe(text),
  sources: list(fc.record({ publisher: maybe(text), title: text, url: text, time: maybe(time) })),
  moreSources: fc.nat(),
  topics: list(text),
  earlier: list(line),
  actions: list(action),
});
const stories: fc.Arbitrary<StoriesMessage> = fc.record({
  ...manner,
  kind: fc.constant('stories'),
  title: text,
  intro: rich,
  sections: list(
    fc.record({
      heading: text,
      stories: list(
        fc.record({
          title: text,
          url: text,
          time: maybe(time),
          publishers: list(text),
          sources: fc.nat(),
          isFollowUp: fc.boolean(),
        }),
      ),
      more: fc.nat(),
    }),
  ),
  actions: list(action),
});
const note: fc.Arbitrary<NoteMessage> = fc.record({ kind: fc.constant('note'), text: rich });
const message: fc.Arbitrary<Message> = fc.oneof(alert, stories, note);

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('text'), text: rich }),
  fc.record({ kind: fc.constant('list'), items: list(rich) }),
  fc.record({ kind: fc.constant('fields'), rows: list(fc.tuple(text, rich)) }),
  fc.record({ kind: fc.constant('message'), message: fc.oneof(alert, stories) }),
);
const reply: fc.Arbitrary<Reply> = fc.record(
  {
    ok: fc.boolean(),
    title: text,
    blocks: list(block),
    actions: list(action),
    file: fc.record({ name: text, text }),
  },
  { requiredKeys: ['ok', 'title', 'blocks', 'actions'] },
);

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('what is stored or handed over comes back as it was', () => {
  test('messages', () => {
    const posted = fc.record({
      id: text,
      channel: fc.record({ platform: text, workspace: text, channel: text }),
      key: text,
      message,
      postedAt: at,
      editedAt: maybe(at),
      edits: fc.nat(),
      thread: maybe(text),
    });
    fc.assert(
      fc.property(posted, (row) => {
        expect(postedMessageSchema.parse(throughJson(row))).toEqual(row);
      }),
    );
  });

  test('answers', () => {
    fc.assert(
      fc.property(reply, (given) => {
        expect(replySchema.parse(throughJson(given))).toEqual(given);
      }),
    );
  });

  test('formatted text', () => {
    fc.assert(
      fc.property(rich, (given) => {
        expect(richSchema.parse(throughJson(given))).toEqual(given);
      }),
    );
  });

  test('a message from before there were languages, mentions and pictures is an English one without', () => {
    fc.assert(
      fc.property(alert, (given) => {
        const { language: _, mention: __, publish: ___, image: ____, ...old } = given;
        const row = { id: '1', channel: { platform: 'p', workspace: 'w', channel: 'c' }, key: 'k', message: old };
        const times = { postedAt: 1, editedAt: null, edits: 0, thread: null };
        expect(postedMessageSchema.parse(throughJson({ ...row, ...times })).message).toEqual({
          ...old,
          language: 'en',
          mention: null,
          publish: false,
          image: null,
        });
      }),
      { numRuns: 20 },
    );
  });
});
