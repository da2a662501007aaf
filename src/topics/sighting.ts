import type { Entry, Lexicon, Sense, SenseTable } from './lexicon.ts';
import type { ReadText } from './reading.ts';
import { LINE, TOKEN_CONCEPT } from './token-table.ts';
import { BEGINS_NAME, CAPITAL, DOUBTFUL, IGNORED, NONE, PERSON } from './vocabulary.ts';

/** An entry met in a text: words `start` up to `end`. */
export type Sighting = {
  readonly entry: Entry;
  readonly weight: number;
  readonly start: number;
  readonly end: number;
};

/** A form that several entries share, where nothing else in the text tells which is meant. */
const UNDECIDED_WEIGHT = 0.6;
const OVERRULED_WEIGHT = 0.15;
/** A form that surely means its concept. */
const NEWS_WORD_WEIGHT = 0.9;

/** A name met in a text, and what it may mean. */
type Name = { readonly senses: readonly Sense[]; readonly start: number; readonly end: number };

/** Told of an entry met in a text, by its number: how surely it is meant, its first word and the word after it. */
export type Sighted = (entry: number, weight: number, start: number, end: number) => void;

/**
 * The entries met in an article or a typed phrase, read by the lexicon's reader: proper names, then concepts. Longest names first ("North Korean" is not
 * Korea), casing respected where the text has any, and a name that could be several things (Georgia, Jordan, Washington) weighed by what stands beside it.
 */
export function sightEntries(
  lexicon: Lexicon,
  text: ReadText,
  isPhrase: boolean,
  language: string | null,
  sighted: Sighted,
): void {
  const names = namesIn(lexicon, text, language);
  tellNames(
    names.filter((_, place) => isNameHere(lexicon, text, names, place, isPhrase)),
    sighted,
  );
  // The families of words are English.
  if (isForeign(language)) return;
  const { forms, starts, entries, weights } = lexicon.concepts;
  const tell = (form: number, start: number, end: number) => {
    const stop = starts[form + 1] ?? 0;
    for (let sense = starts[form] ?? 0; sense < stop; sense += 1) {
      sighted(entries[sense] ?? 0, weights[sense] ?? 0, start, end);
    }
  };
  const { ints } = lexicon.reader.vocabulary.tokens;
  const toldAt = (place: number) => ints[(text.token[place] ?? 0) * LINE + TOKEN_CONCEPT] ?? 0;
  let told = toldAt(0);
  for (let place = 0; place < text.size; place += 1) {
    const next = toldAt(place + 1);
    forms.tell(text, place, told, next, tell);
    told = next;
  }
}

/** The entries met in a typed phrase. */
export function sightingsIn(lexicon: Lexicon, phrase: ReadText): readonly Sighting[] {
  const sightings: Sighting[] = [];
  sightEntries(lexicon, phrase, true, null, (number, weight, start, end) => {
    const entry = lexicon.entries[number];
    if (entry !== undefined) sightings.push({ entry, weight, start, end });
  });
  return sightings;
}

function sensesOf({ senses }: SenseTable, form: number): readonly Sense[] {
  return senses[form] ?? [];
}

/** Whether a text is known to be in another language than English. */
export function isForeign(language: string | null): language is string {
  return language !== null && language !== 'en';
}

// The first place from one on where a name may begin; marks are of words that stand alone, in a text that uses capitals.
function nextOpening({ size, marks, joined, shape }: ReadText, from: number): number {
  let place = from;
  while (
    place < size &&
    ((marks[place] ?? 0) & BEGINS_NAME) === 0 &&
    (joined[place] ?? -1) < 0 &&
    shape[place] !== NONE
  ) {
    place += 1;
  }
  return place;
}

function namesIn(lexicon: Lexicon, text: ReadText, language: string | null): Name[] {
  const { names: own, namesAbroad } = lexicon;
  const isAbroad = isForeign(language);
  const names: Name[] = [];
  let longest = -1;
  let longestEnd = 0;
  const keep = (form: number, _: number, end: number) => {
    longest = form;
    longestEnd = end;
  };
  // Most words begin no name; of names abroad there are too few articles to skip by.
  const from = (place: number) => (isAbroad ? place : nextOpening(text, place));
  for (let start = from(0); start < text.size; start = from(start)) {
    longest = -1;
    longestEnd = start + 1;
    own.forms.at(text, start, keep);
    const isOwn = longest >= 0;
    if (!isOwn && isAbroad) namesAbroad.forms.at(text, start, keep);
    if (longest >= 0) names.push({ senses: sensesOf(isOwn ? own : namesAbroad, longest), start, end: longestEnd });
    start = longestEnd;
  }
  return names;
}

function isNameHere(
  lexicon: Lexicon,
  text: ReadText,
  names: readonly Name[],
  place: number,
  isPhrase: boolean,
): boolean {
  const name = names[place];
  if (name === undefined || name.end - name.start > 1) return true;
  const marks = marksOf(text, name.start);
  if (text.shape[name.start] === NONE && (marks & DOUBTFUL) !== 0) {
    if (isPhrase) {
      const isTold = (other: Name) => other !== name && other.senses.length > 0;
      return text.size === 1 || names.some(isTold) || hasConcept(lexicon, text);
    }
    // In an article "us" and "who" are far more often the words than the names: only beside a name, or before a news word ("us troops").
    if (isLinked(lexicon, text, names[place - 1], name) || isLinked(lexicon, text, name, names[place + 1])) return true;
    const { vocabulary } = lexicon.reader;
    const isPronoun = (marks & IGNORED) !== 0 && text.word[name.start] !== vocabulary.find('us');
    if (isPronoun) return false;
    let isBeforeNews = false;
    lexicon.concepts.forms.at(text, name.end, (form) => {
      if (sensesOf(lexicon.concepts, form).some(({ weight }) => weight >= NEWS_WORD_WEIGHT)) isBeforeNews = true;
    });
    return isBeforeNews;
  }
  return !((marks & PERSON) !== 0 && isPersonsName(lexicon, text, name));
}

function hasConcept(lexicon: Lexicon, text: ReadText): boolean {
  let isThere = false;
  lexicon.concepts.forms.each(text, (form) => {
    if (sensesOf(lexicon.concepts, form).length > 0) isThere = true;
  });
  return isThere;
}

function marksOf(text: ReadText, place: number): number {
  return text.marks[place] ?? 0;
}

// Names do not overlap, so that what stands beside one is its neighbour among them.
function isLinked(lexicon: Lexicon, text: ReadText, before: Name | undefined, after: Name | undefined): boolean {
  if (before === undefined || after === undefined || before.senses.length === 0 || after.senses.length === 0)
    return false;
  if (before.end === after.start) return true;
  return before.end + 1 === after.start && text.word[before.end] === lexicon.reader.vocabulary.find('and');
}

// "Michael Jordan", "Chad Smith": a capitalised word beside it that is no name and no news word of ours.
function isPersonsName(lexicon: Lexicon, text: ReadText, { start, end }: Name): boolean {
  if ((start > 0 && start - 1 < text.titleWords) || (end < text.size && end < text.titleWords)) return false;
  const beforeOpens = start < 2 || text.sentence[start - 2] !== text.sentence[start];
  return (!beforeOpens && isStrange(lexicon, text, start - 1, start)) || isStrange(lexicon, text, end, start);
}

function isStrange(lexicon: Lexicon, text: ReadText, place: number, beside: number): boolean {
  if (place >= text.size || text.sentence[place] !== text.sentence[beside] || text.shape[place] !== CAPITAL)
    return false;
  if ((marksOf(text, place) & IGNORED) !== 0) return false;
  let isKnown = false;
  const know = () => {
    isKnown = true;
  };
  lexicon.names.forms.at(text, place, know);
  lexicon.concepts.forms.at(text, place, know);
  return !isKnown;
}

function tellNames(names: readonly Name[], sighted: Sighted): void {
  const sureOf = new Set<Entry>();
  for (const { senses } of names) {
    if (isUnshared(senses)) for (const { entry } of senses) sureOf.add(entry);
  }
  for (const { senses, start, end } of names) {
    const shared = !isUnshared(senses);
    const backed = shared && senses.some(({ entry }) => sureOf.has(entry));
    for (const { entry, weight } of senses) {
      const share = !shared ? 1 : !backed ? UNDECIDED_WEIGHT : sureOf.has(entry) ? 1 : OVERRULED_WEIGHT;
      sighted(entry.number, weight * share, start, end);
    }
  }
}

// A capital and its country are one sense told twice, not two.
function isUnshared(senses: readonly Sense[]): boolean {
  return senses.length < 2 || senses.some(({ weight }) => weight < 0.9);
}
