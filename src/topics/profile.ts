import type { Article } from '../articles/article.ts';
import { fold } from '../lib/text.ts';
import type { FormTable } from './form.ts';
import type { Lexicon } from './lexicon.ts';
import { type LexemeCache, type Place, type Reading, readArticleWords } from './reading.ts';
import { sightEntries } from './sighting.ts';
import type { SpellingTable } from './spelling.ts';

/** What matching needs of an article. `text` may be empty: a headline alone. */
export type MatchableArticle = Pick<Article, 'id' | 'title' | 'text' | 'time' | 'language' | 'publisher' | 'url'>;

/** Where an article says a thing: words `start` up to `end`, and how surely they mean it (0 to 1). */
export type Span = { readonly start: number; readonly end: number; readonly weight: number };

/** An article as topics see it. Things are numbered: entries of the lexicon first, then the forms that topics brought. */
export type Profile = {
  readonly article: MatchableArticle;
  /** What it says, by number, rising; what stands in the columns beside it is about the thing in the same row. */
  readonly things: Int32Array;
  /** The surest mention in the title; in title or lead; anywhere. 0 to 1. */
  readonly title: Float32Array;
  readonly lead: Float32Array;
  readonly any: Float32Array;
  /** How much of the article is about it: mentions, the early ones counting more. */
  readonly mass: Float32Array;
  /** How many of its words are the title's. */
  readonly titleWords: number;
  /** True where there is nothing but a title. */
  readonly isHeadline: boolean;
  /** The years it mentions, and the year it was published; each once. */
  readonly years: readonly number[];
  /** Length of the vector of its words, for the cosine. */
  readonly norm: number;
  readonly publisher: string;
  readonly host: string;
  readonly reading: Reading;
  readonly spans: readonly (readonly Span[])[];
};

/** The row of a thing in an article's columns; -1 where the article does not say it. */
export function rowOf({ things }: Profile, thing: number): number {
  let low = 0;
  let high = things.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = things[middle] ?? 0;
    if (found === thing) return middle;
    if (found < thing) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Where an article says a thing, in order of place. */
export function spansOfThing(profile: Profile, thing: number): readonly Span[] {
  return profile.spans[rowOf(profile, thing)] ?? [];
}

/** The sentence a word of an article stands in; the title is sentence 0. */
export function sentenceOf({ reading }: Profile, word: number): number {
  return reading.words[word]?.sentence ?? 0;
}

/** Some words of an article as they stand there, and the place of the first. */
export function wordsOf(
  { reading }: Profile,
  { start, end }: Span,
): { readonly text: string; readonly place: Place | undefined } {
  const words = reading.words.slice(start, end);
  return { text: words.map(({ text }) => text).join(' '), place: words[0]?.place };
}

type Hits = { title: number; lead: number; any: number; mass: number; readonly spans: Span[] };

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

/** Shorter words are too often one slip from another. */
const SHORTEST_MISSPELT = 5;

/** Reads an article once for all topics. */
export function profileArticle(
  lexicon: Lexicon,
  { forms, spellings, lexemes }: TopicForms,
  article: MatchableArticle,
): Profile {
  const reading = readArticleWords(article.title, article.text, lexemes);
  const hits = new Map<number, Hits>();
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
  const rows = [...hits].sort(([one], [other]) => one - other);
  return {
    article,
    reading,
    things: Int32Array.from(rows, ([thing]) => thing),
    title: Float32Array.from(rows, ([, { title }]) => title),
    lead: Float32Array.from(rows, ([, { lead }]) => lead),
    any: Float32Array.from(rows, ([, { any }]) => any),
    mass: Float32Array.from(rows, ([, { mass }]) => mass),
    spans: rows.map(([, { spans }]) => spans),
    titleWords: reading.titleWords,
    isHeadline: reading.isHeadline,
    years: yearsOf(reading, article),
    norm: normOf(reading, lexicon),
    publisher: fold(article.publisher ?? ''),
    host: hostOf(article.url),
  };
}

function addHit(hits: Map<number, Hits>, sense: number, reading: Reading, span: Span): void {
  const known = hits.get(sense) ?? { title: 0, lead: 0, any: 0, mass: 0, spans: [] };
  hits.set(sense, known);
  const place = reading.words[span.start]?.place;
  if (place === 'title') known.title = Math.max(known.title, span.weight);
  if (place !== 'body') known.lead = Math.max(known.lead, span.weight);
  known.any = Math.max(known.any, span.weight);
  known.mass += span.weight * placeWeight(span.start);
  known.spans.push(span);
}

function yearsOf(reading: Reading, article: MatchableArticle): readonly number[] {
  const years = new Set<number>();
  for (const { word } of reading.words) {
    if (/^(?:19|20)\d\d$/.test(word)) years.add(Number(word));
  }
  if (article.time.origin !== 'unknown') years.add(new Date(article.time.at).getUTCFullYear());
  return [...years];
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
