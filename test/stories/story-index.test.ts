import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/articles/article.ts';
import { instant } from '../../src/lib/clock.ts';
import { type ArticleId, articleId, type StoryId } from '../../src/lib/ids.ts';
import { textOf } from '../../src/stories/block.ts';
import { readReport } from '../../src/stories/report.ts';
import type { Regrouping, Story, StoryIndex } from '../../src/stories/story.ts';
import { createStoryIndex, type Work } from '../../src/stories/story-index.ts';
import {
  fishTalks,
  fishTalksAgain,
  fishTalksAhead,
  fishTalksUndated,
  landslideCopies,
  landslideOwn,
  quakeMalatya,
  week,
  weekStories,
} from './news.ts';
import { article, namesOf, partition, restore, tell } from './support.ts';

const shuffled = (articles: readonly Article[]) => fc.shuffledSubarray([...articles], { minLength: articles.length });

describe('grouping', () => {
  test('finds the events of a week in whatever order its articles arrive', () => {
    fc.assert(
      fc.property(shuffled(week), (order) => {
        expect(partition(tell(createStoryIndex(), order).stories.values(), week)).toEqual(weekStories);
      }),
      { numRuns: 30 },
    );
  });

  test('depends on which articles have arrived, not on their order', () => {
    const twoOrders = fc
      .subarray([...week], { minLength: 1 })
      .chain((some) => fc.tuple(shuffled(some), shuffled(some)));
    fc.assert(
      fc.property(twoOrders, ([one, other]) => {
        const [first, second] = [one, other].map((order) => tell(createStoryIndex(), order).stories.values());
        expect(partition(first ?? [], week)).toEqual(partition(second ?? [], week));
      }),
      { numRuns: 30 },
    );
  });

  test('reports every story whose articles changed, each article in exactly one story', () => {
    fc.assert(
      fc.property(shuffled(week), (order) => {
        const { stories } = tell(createStoryIndex(), order);
        expect([...stories.values()].flatMap(({ articles }) => articles).sort()).toEqual(
          week.map(({ id }) => id).sort(),
        );
      }),
      { numRuns: 20 },
    );
  });

  test('keeps the announcement, the talks and the second round apart', () => {
    const { regroupings } = tell(createStoryIndex(), [fishTalksAhead, ...fishTalks, fishTalksAgain]);
    expect(regroupings.map(({ outcome }) => outcome)).toEqual(['new', 'new', 'joined', 'new']);
    expect(regroupings[1]?.reasons.join()).toContain('that one announces it (“to hold”)');
    expect(regroupings[3]?.reasons.join()).toMatch(/: published 35 days apart$|: that one announces it/);
  });

  test('splits a story when evidence comes, and the id stays with the article that founded it', () => {
    const index = createStoryIndex();
    const before = tell(index, [fishTalksAgain, fishTalksUndated]);
    expect(partition(before.stories.values(), week)).toEqual(['again talks-undated']);
    const [together] = before.stories.keys();
    const after = tell(index, fishTalks, before.stories);
    expect(partition(after.stories.values(), week)).toEqual(['again', 'talks-1 talks-2 talks-undated']);
    expect(together).toBeDefined();
    expect([...after.stories.values()].find(({ id }) => id === together)?.articles).toEqual([fishTalksAgain.id]);
  });

  test('joins two stories when a report arrives that belongs to both, and says which one is no more', () => {
    const [first, second, third] = bridge;
    const index = createStoryIndex();
    const before = tell(index, [first, second]);
    expect(before.stories.size).toBe(2);
    const { stories, regroupings } = tell(index, [third], before.stories);
    expect(partition(stories.values(), bridge)).toEqual(['bridge-1 bridge-2 bridge-3']);
    const kept = before.regroupings[0]?.story;
    expect(regroupings[0]?.dissolved).toEqual([{ id: before.regroupings[1]?.story, into: kept }]);
    expect([...stories.keys()]).toEqual([kept]);
  });

  test('gives an article that is read again to the story its new text belongs to', () => {
    const [first, ...others] = quakeMalatya;
    if (first === undefined) throw new Error('no article');
    const index = createStoryIndex();
    const corrected = { ...landslideOwn, id: first.id, publisher: 'corrected' };
    const articles = [...others, ...landslideCopies, corrected];
    const { stories } = tell(index, [...quakeMalatya, ...landslideCopies, corrected]);
    expect(partition(stories.values(), articles)).toEqual(['corrected site-a site-b site-c', 'malatya-2 malatya-3']);
  });

  test('ends a story after two quiet weeks but follows one that stays alive', () => {
    const daily = (day: number) => at(quakeMalatya[0], `day-${day}`, day);
    const alive = [0, 10, 20, 30].map(daily);
    expect(partition(tell(createStoryIndex(), alive).stories.values(), alive)).toEqual(['day-0 day-10 day-20 day-30']);
    const silent = [0, 15].map(daily);
    expect(partition(tell(createStoryIndex(), silent).stories.values(), silent)).toEqual(['day-0', 'day-15']);
    expect(partition(tell(createStoryIndex({ rules: { quietDays: 20 } }), silent).stories.values(), silent)).toEqual([
      'day-0 day-15',
    ]);
  });

  test('never groups texts in two languages, and in another language than English only copies', () => {
    const [french, rewritten] = frenchReports;
    const copy = { ...french, ...article({ ...written(french), name: 'copie', language: 'fr' }) };
    const english = { ...french, ...article({ ...written(french), name: 'english', language: 'en' }) };
    const all = [french, rewritten, copy, english];
    expect(partition(tell(createStoryIndex(), all).stories.values(), all)).toEqual(['copie fr-1', 'english', 'fr-2']);
  });

  test('takes the first line for the headline of a text that comes without one', () => {
    const bare = week.map((one) => ({
      ...one,
      title: '',
      titleOrigin: 'lead' as const,
      text: `${one.title}\n\n${one.text}`,
    }));
    expect(partition(tell(createStoryIndex(), bare).stories.values(), week)).toEqual(weekStories);
    const titled = bare.map(({ text }) => text.split('\n', 1)[0]);
    expect(bare.map((one) => textOf(readReport(one).report).title)).toEqual(titled);
  });

  test('keeps a hundred bulletins apart that one desk writes in one wording, though some name the same spokesman', () => {
    const towns = Array.from({ length: 100 }, (_, n) => {
      const syllable = (place: number) => ['Bel', 'Kor', 'Tan', 'Mir', 'Sol', 'Vad', 'Nar', 'Pel', 'Gor', 'Lam'][place];
      return `${syllable(n % 10)}${['ova', 'inda', 'ester', 'ugara', 'eth', 'ondo', 'iana', 'upol', 'ark', 'ely'][Math.floor(n / 10)]}`;
    });
    const bulletins = towns.map((town, n) =>
      article({
        name: town,
        title: `Earthquake of magnitude ${4 + (n % 30) / 10} hits ${town}`,
        text:
          `An earthquake hit ${town} on Monday, damaging homes and sending people into the streets, civil protection said.\n\n` +
          `${n + 2} people were treated for cuts, ${n % 2 === 0 ? 'Rosa Quispe' : 'Omar Haddad'} told local radio. Nobody died.\n\n` +
          `The quake struck at a depth of ${n + 5} kilometres and was followed by ${(n * 7) % 31} aftershocks.`,
      }),
    );
    expect(tell(createStoryIndex(), bulletins).stories.size).toBe(100);
  });

  test('joins headlines that name nothing only where nearly all of their words are the same', () => {
    const slugs = [
      article({ name: 'judge', title: 'trump asylum seekers federal judge', text: '' }),
      article({ name: 'bank', title: 'trump federal reserve economy growth', text: '' }),
      article({ name: 'ferry-1', title: 'maria dolorosa ferry runs aground off gozo', text: '' }),
      article({ name: 'ferry-2', title: 'maria dolorosa ferry aground off gozo', text: '' }),
    ];
    const { stories } = tell(createStoryIndex(), slugs);
    expect(partition(stories.values(), slugs)).toEqual(['bank', 'ferry-1 ferry-2', 'judge']);
  });

  test('keeps bulletins in one wording apart whose headlines name different things', () => {
    const bulletin = (place: string, dead: string) =>
      article({
        name: place,
        title: `Suicide bomber kills ${dead} at ${place} mosque`,
        text: `A suicide bomber blew himself up at a mosque in ${place} during prayers, killing at least ${dead} people, police said. No group claimed responsibility for the attack.`,
      });
    const bulletins = [bulletin('Peshawar', '14'), bulletin('Kabul', 'nine')];
    expect(partition(tell(createStoryIndex(), bulletins).stories.values(), bulletins)).toEqual(['Kabul', 'Peshawar']);
    const later = { ...bulletin('Peshawar', '19'), publisher: 'again', id: articleId('again') };
    const all = [...bulletins, later];
    expect(partition(tell(createStoryIndex(), all).stories.values(), all)).toEqual(['Kabul', 'Peshawar again']);
  });

  test('reads articles without a text or without words', () => {
    const bare = [
      article({ name: 'headline-1', title: 'Maria Dolorosa ferry runs aground off Gozo', text: '' }),
      article({ name: 'headline-2', title: 'Ferry Maria Dolorosa aground off Gozo', text: '' }),
      article({ name: 'nothing', title: '', text: '' }),
      article({ name: 'signs', title: '???', text: '— … —' }),
    ];
    const { stories } = tell(createStoryIndex(), bare);
    expect(partition(stories.values(), bare)).toEqual(['headline-1 headline-2', 'nothing', 'signs']);
  });
});

describe('judge', () => {
  test('changes nothing', () => {
    const index = createStoryIndex();
    tell(index, week.slice(0, 12));
    const [one, other] = week.slice(12);
    if (one === undefined || other === undefined) throw new Error('no article');
    const before = index.judge(other);
    index.judge(one);
    expect(index.judge(one)).toEqual(index.judge(one));
    expect(index.judge(other)).toEqual(before);
  });

  test('explains itself in sentences', () => {
    const { regroupings } = tell(createStoryIndex(), week);
    const reasons = regroupings.flatMap((regrouping) => regrouping.reasons);
    expect(reasons.length).toBeGreaterThan(8);
    for (const reason of reasons) {
      expect(reason).toMatch(/^(shares .+ with|is worded like|not the same event as) “.+”/);
      expect(reason).not.toMatch(/undefined|null|NaN|\d{8}/);
    }
  });

  test('names the timelines of what it changes, as they are once it is applied', () => {
    const index = createStoryIndex();
    for (const one of week) {
      const regrouping = index.judge(one);
      index.apply(one, regrouping);
      expect(regrouping.timelines).toEqual(regrouping.changed.map(({ id }) => index.timeline(id)));
    }
  });
});

describe('timeline', () => {
  test('links announcement, talks and second round, and nothing else', () => {
    const index = createStoryIndex();
    const { stories } = tell(index, week);
    const timelines = new Set(
      [...stories.keys()].map((id) =>
        index
          .timeline(id)
          .map((one) => namesOf(stories.get(one), week))
          .join(' → '),
      ),
    );
    expect([...timelines].filter((line) => line.includes('→'))).toEqual([
      'ahead → talks-1 talks-2 talks-undated → again',
    ]);
    expect(timelines.size).toBe(weekStories.length - 2);
  });
});

describe('restore', () => {
  test('takes back what apply had built', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled(week), fc.nat(week.length), async (order, cut) => {
        const living = createStoryIndex();
        const { stories, regroupings } = tell(living, order.slice(0, cut));
        const restored = await restore(regroupings, stories.values());
        for (const one of order.slice(cut)) expect(restored.judge(one)).toEqual(living.judge(one));
        for (const id of stories.keys()) expect(restored.timeline(id)).toEqual(living.timeline(id));
      }),
      { numRuns: 20 },
    );
  });

  test('goes on as if it had never been stopped: revisions, articles forgotten, memos in any order', async () => {
    const step = fc.record({ place: fc.nat(week.length - 1), as: fc.nat(week.length - 1), isForgotten: fc.boolean() });
    const steps = fc.array(step, { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(steps, steps, fc.infiniteStream(fc.nat()), async (before, after, ranks) => {
        const living = createStoryIndex();
        const memos = new Map<ArticleId, Regrouping>();
        const stories = new Map<StoryId, Story>();
        const gone = new Set<number>();
        const take = (index: StoryIndex, { place, as, isForgotten }: (typeof before)[number]) => {
          const [one, other] = [week[place], week[as]];
          if (one === undefined || other === undefined) throw new Error('no article');
          // What has left is not read again: the desk knows it no more.
          if (isForgotten || gone.has(place)) {
            gone.add(place);
            index.forget([one.id]);
            return null;
          }
          // An article that is read again may tell something else.
          const revised = { ...other, id: one.id };
          const regrouping = index.judge(revised);
          index.apply(revised, regrouping);
          return regrouping;
        };
        for (const one of before) {
          const regrouping = take(living, one);
          if (regrouping === null) memos.delete(week[one.place]?.id ?? articleId('none'));
          else memos.set(regrouping.article, regrouping);
          for (const { id } of regrouping?.dissolved ?? []) stories.delete(id);
          for (const story of regrouping?.changed ?? []) stories.set(story.id, story);
        }
        const shuffledMemos = [...memos.values()]
          .map((memo) => ({ memo, rank: ranks.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ memo }) => memo);
        const restored = await restore(shuffledMemos, stories.values());
        // Where the newest article has left, the restored one numbers on from a lower number; nothing else may differ.
        const unnumbered = (regrouping: Regrouping | null) => regrouping && { ...regrouping, memo: '' };
        for (const one of after) expect(unnumbered(take(restored, one))).toEqual(unnumbered(take(living, one)));
      }),
      { numRuns: 40 },
    );
  });

  test('refuses a memo that is damaged, another article’s or of another version, and reads the text instead', async () => {
    const [one, other, third] = quakeMalatya;
    if (one === undefined || other === undefined || third === undefined) throw new Error('no article');
    const living = createStoryIndex();
    const { stories, regroupings } = tell(living, [one, other]);
    const memo = regroupings[0]?.memo ?? '';
    const index = createStoryIndex();
    const restoring = index.restore();
    const bytes = Buffer.from(memo, 'base64');
    const cut = (change: (copy: Buffer) => Buffer) => change(Buffer.from(bytes)).toString('base64');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, by) => {
        const damaged = cut((copy) => {
          copy[place] = (copy[place] ?? 0) ^ by;
          return copy;
        });
        expect(restoring.memo(one.id, damaged)).toBe(false);
      }),
    );
    for (const bad of [
      '',
      'x',
      memo.slice(0, -8),
      memo + memo,
      'A'.repeat(5_000_000),
      cut((copy) => copy.subarray(4)),
    ]) {
      expect(restoring.memo(one.id, bad)).toBe(false);
    }
    expect(restoring.memo(other.id, memo)).toBe(false);
    expect(restoring.memo(other.id, regroupings[1]?.memo ?? '')).toBe(true);
    const again = restoring.article(one);
    for (const story of stories.values()) restoring.story(story);
    await restoring.done();
    expect(createStoryIndex().restore().memo(one.id, again)).toBe(true);
    expect(index.judge(third).changed).toEqual(living.judge(third).changed);
  });

  test('goes on without the articles of a story that are lost', async () => {
    const [old, recent, latest] = quakeMalatya;
    if (old === undefined || recent === undefined || latest === undefined) throw new Error('no article');
    const { stories, regroupings } = tell(createStoryIndex(), [old, recent]);
    const index = await restore(regroupings.slice(1), stories.values());
    expect(index.judge(latest).changed[0]?.articles).toEqual([recent.id, latest.id]);
  });
});

describe('forget', () => {
  test('takes articles out of their story, and the story with its last one', () => {
    const [old, recent, latest] = quakeMalatya;
    if (old === undefined || recent === undefined || latest === undefined) throw new Error('no article');
    const index = createStoryIndex();
    const { stories } = tell(index, [old, recent]);
    index.forget([old.id]);
    expect(index.judge(latest).changed).toEqual([{ id: [...stories.keys()][0], articles: [recent.id, latest.id] }]);
    index.forget([recent.id]);
    expect(index.judge(latest).outcome).toBe('new');
  });

  test('leaves no trace of an article that comes again and tells something else', () => {
    const [one, other, latest] = quakeMalatya;
    const [elsewhere] = week.filter((article) => !quakeMalatya.includes(article));
    if (one === undefined || other === undefined || latest === undefined || elsewhere === undefined) {
      throw new Error('no article');
    }
    const index = createStoryIndex();
    const { stories } = tell(index, [one, other]);
    index.forget([one.id]);
    const left = [...stories.values()].map(({ id }): [StoryId, Story] => [id, { id, articles: [other.id] }]);
    const again = tell(index, [{ ...elsewhere, id: one.id }, latest], new Map(left));
    const told = [...again.stories.values()].flatMap(({ articles }) => articles);
    expect(told.sort()).toEqual([one.id, other.id, latest.id].sort());
  });
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');

  test('is given back as articles leave, after many came and went', () => {
    const index = createStoryIndex();
    const rounds = 5;
    const size = 150;
    const words = ['harbour', 'budget', 'teachers', 'glacier', 'violin', 'cannery', 'referendum', 'quarry'];
    const used: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const articles = Array.from({ length: size }, (_, n) => {
        const name = `Q${(round * size + n).toString(36)}x`;
        return article({
          name,
          title: `${name} and the ${words[n % 8]}`,
          text: words.map((word, i) => `The ${word} of ${name}${i} was seen in ${name}`).join('. '),
        });
      });
      for (const one of articles) index.apply(one, index.judge(one));
      index.forget(articles.slice(0, -3).map(({ id }) => id));
      // The second waits until what the first has found is given back.
      collectGarbage();
      collectGarbage();
      used.push(process.memoryUsage().arrayBuffers);
    }
    // Each round brings 150 kB; pages come by 64 kB.
    expect((used.at(-1) ?? 0) - (used[1] ?? 0)).toBeLessThan(300_000);
  });
});

describe('the limits', () => {
  const copies = Array.from({ length: 120 }, (_, n) => at(landslideCopies[n % 3], `copy-${n}`, n / 100));

  test.each([
    [{ mostJudgedAgain: 30 }, 'join'],
    [{ mostJudgedAgain: 500 }, 'whole'],
  ] as const)('bound the work on one huge affair: %o', (limits, scope) => {
    const work: Work[] = [];
    const index = createStoryIndex({
      ...limits,
      mostCandidates: 40,
      newestPerWord: 50,
      observe: (one) => work.push(one),
    });
    const { stories } = tell(index, copies);
    expect(stories.size).toBe(1);
    expect(work.at(-1)?.scope).toBe(scope);
    expect(Math.max(...work.map(({ compared }) => compared))).toBeLessThanOrEqual(40);
    expect(Math.max(...work.map(({ judgedAgain }) => judgedAgain))).toBeLessThanOrEqual(limits.mostJudgedAgain + 1);
  });

  test('leave each article in one story, however low they are', () => {
    fc.assert(
      fc.property(shuffled(week), fc.integer({ min: 0, max: 4 }), (order, mostJudgedAgain) => {
        const { stories } = tell(createStoryIndex({ mostJudgedAgain }), order);
        expect(partition(stories.values(), week).join(' ').split(' ').sort()).toEqual(
          weekStories.join(' ').split(' ').sort(),
        );
      }),
      { numRuns: 30 },
    );
  });
});

const bridge = [
  article({
    name: 'bridge-1',
    at: '2025-05-04T08:00:00Z',
    title: 'Ferry Maria Dolorosa runs aground off Gozo',
    text: 'The ferry Maria Dolorosa ran aground on rocks off Gozo early on Sunday in thick fog. Captain Joseph Attard blamed the radar.',
  }),
  article({
    name: 'bridge-2',
    at: '2025-05-04T09:00:00Z',
    title: 'Coastguard brings 180 passengers ashore at Mgarr',
    text: 'All 180 passengers of a stricken ship were brought ashore at Mgarr by the coastguard. Eleven were taken to hospital in Valletta with broken bones.',
  }),
  article({
    name: 'bridge-3',
    at: '2025-05-04T11:30:00Z',
    title: 'Ferry Maria Dolorosa runs aground off Gozo, coastguard brings 180 passengers ashore at Mgarr',
    text: 'The ferry Maria Dolorosa ran aground on rocks off Gozo early on Sunday in thick fog. All 180 passengers were brought ashore at Mgarr by the coastguard. Eleven were taken to hospital in Valletta. Captain Joseph Attard blamed the radar.',
  }),
] as const;

const frenchReports = [
  article({
    name: 'fr-1',
    language: 'fr',
    at: '2025-03-07T18:00:00Z',
    title: 'Un éboulement bloque 240 touristes dans les Andes',
    text: 'Un éboulement a coupé vendredi la ligne du chemin de fer central dans les Andes du Pérou et bloqué 240 touristes près de la gare de Galera, a annoncé la compagnie. Les secours ont rejoint le train à pied après six heures de marche.',
  }),
  article({
    name: 'fr-2',
    language: 'fr',
    at: '2025-03-07T19:00:00Z',
    title: 'La grève des éboueurs de la ville entre dans sa deuxième semaine',
    text: 'La grève des éboueurs est entrée vendredi dans sa deuxième semaine et la mairie a annoncé que les discussions avec les syndicats reprendront dans les prochains jours, après que les rues du centre de la ville ont été nettoyées par une compagnie privée.',
  }),
] as const;

function written({ title, text }: Article) {
  return { title, text, at: '2025-03-07T18:30:00Z' };
}

/** The same text under another name, so many days after 1 March. */
function at(original: Article | undefined, name: string, days: number): Article {
  const time = instant(Date.UTC(2025, 2, 1) + days * 86_400_000);
  if (original === undefined || time === null) throw new Error('nothing to copy');
  return {
    ...original,
    ...{ id: article({ name, title: '', text: '' }).id, publisher: name },
    time: { origin: 'stated', at: time, precision: 'minute', zone: 'UTC' },
  };
}
