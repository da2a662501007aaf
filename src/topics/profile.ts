import type { Article } from '../articles/article.ts';
import { fold } from '../lib/text.ts';
import { createFormTable, type FormTable } from './form.ts';
import { type Lexicon, sightEntries } from './lexicon.ts';
import { type LexemeCache, type Reading, readArticleWords } from './reading.ts';
import { createSpellingTable, type SpellingTable } from './spelling.ts';

/** What matching needs of an article. `text` may be empty: a headline alone. */
export type MatchableArticle = Pick<Article, 'id' | 'title' | 'text' | 'time' | 'language' | 'publisher' | 'url'>;

/** Where an article says a thing: words `start` up to `end`, and how surely they mean it (0 to 1). */
export type Span = { readonly start: number; readonly end: number; readonly weight: number };

/** Everything an article says of one thing. */
export type SenseHits = {
  /** The surest mention in the title; in title or lead; anywhere. 0 to 1. */
  title: number;
  lead: number;
  any: number;
  /** How much of the article it is: mentions, the early ones counting more. */
  mass: number;
  readonly spans: Span[];
};

/** An article as topics see it. Things are numbered: entries of the lexicon first, then the forms that topics brought. */
export type Profile = {
  readonly article: MatchableArticle;
  readonly reading: Reading;
  readonly hits: ReadonlyMap<number, SenseHits>;
  /** The years it mentions, and the year it was published. */
  readonly years: ReadonlySet<number>;
  /** Length of the vector of its words, for the cosine. */
  readonly norm: number;
  readonly publisher: string;
  readonly host: string;
};

// Weight of a mention by its place (words from the start), after the position weights that served in grouping: the opening counts five times the body.
const OPENING_WORDS = 40;
const BODY_SHARE = 0.25;

function placeWeight(index: number): number {
  return Math.exp(-index / OPENING_WORDS) + BODY_SHARE;
}

/** What topics look for besides the lexicon's entries, with their numbers. */
export type TopicForms = {
  readonly forms: FormTable<number>;
  readonly spellings: SpellingTable;
  readonly lexemes: LexemeCache;
};

/** Nothing to look for yet. */
export function createTopicForms(): TopicForms {
  return { forms: createFormTable<number>(), spellings: createSpellingTable(), lexemes: new Map() };
}

/** Shorter words are too often one slip from another. */
const SHORTEST_MISSPELT = 5;

/** Reads an article once for all topics. */
export function profileArticle(
  lexicon: Lexicon,
  { forms, spellings, lexemes }: TopicForms,
  article: MatchableArticle,
): Profile {
  const reading = readArticleWords(article.title, article.text, lexemes);
  const hits = new Map<number, SenseHits>();
  for (const { entry, weight, start, end } of sightEntries(lexicon, reading, false, article.language)) {
    addHit(hits, entry.number, reading, { start, end, weight });
  }
  for (let start = 0; start < reading.words.length; start += 1) {
    for (const { value, weight, end } of forms.at(reading.words, start)) {
      addHit(hits, value, reading, { start, end, weight });
    }
    const word = reading.words[start];
    if (word === undefined || word.shape === 'lower' || word.word.length < SHORTEST_MISSPELT) continue;
    if (word.rarity < 1) continue;
    for (const value of spellings.near(word.word)) {
      addHit(hits, value, reading, { start, end: start + 1, weight: 1 });
    }
  }
  return {
    article,
    reading,
    hits,
    years: yearsOf(reading, article),
    norm: normOf(reading, lexicon),
    publisher: fold(article.publisher ?? ''),
    host: hostOf(article.url),
  };
}

function addHit(hits: Map<number, SenseHits>, sense: number, reading: Reading, span: Span): void {
  const known = hits.get(sense) ?? { title: 0, lead: 0, any: 0, mass: 0, spans: [] };
  hits.set(sense, known);
  const place = reading.words[span.start]?.place;
  if (place === 'title') known.title = Math.max(known.title, span.weight);
  if (place !== 'body') known.lead = Math.max(known.lead, span.weight);
  known.any = Math.max(known.any, span.weight);
  known.mass += span.weight * placeWeight(span.start);
  known.spans.push(span);
}

function yearsOf(reading: Reading, article: MatchableArticle): Set<number> {
  const years = new Set<number>();
  for (const { word } of reading.words) {
    if (/^(?:19|20)\d\d$/.test(word)) years.add(Number(word));
  }
  if (article.time.origin !== 'unknown') years.add(new Date(article.time.at).getUTCFullYear());
  return years;
}

function normOf(reading: Reading, lexicon: Lexicon): number {
  const mass = new Map<string, { mass: number; rarity: number }>();
  for (const [index, { word, stem, rarity }] of reading.words.entries()) {
    if (lexicon.ignored.has(word)) continue;
    const known = mass.get(stem);
    if (known === undefined) mass.set(stem, { mass: placeWeight(index), rarity });
    else known.mass += placeWeight(index);
  }
  let sum = 0;
  for (const word of mass.values()) sum += (word.rarity * Math.log1p(word.mass)) ** 2;
  return Math.sqrt(sum);
}

function hostOf(url: string | null): string {
  if (url === null || !URL.canParse(url)) return '';
  return new URL(url).hostname.replace(/^www\./, '');
}
