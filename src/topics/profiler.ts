import { fold } from '../lib/text.ts';
import type { FormTable } from './form.ts';
import { grown } from './hash-table.ts';
import type { Lexicon } from './lexicon.ts';
import type { MatchableArticle, Profile } from './profile.ts';
import { leadEnd, type ReadText } from './reading.ts';
import { isForeign, sightEntries } from './sighting.ts';
import type { SpellingTable } from './spelling.ts';
import { LINE, TOKEN_ALONE } from './token-table.ts';
import { MOST_TOKENS } from './tokens.ts';
import { CAPITAL, IGNORED, LOWER, MAY_BE_MISSPELT, UPPER, YEAR } from './vocabulary.ts';

// Weight of a mention by its place (words from the start), after the position weights that served in grouping: the opening counts five times the body.
const OPENING_WORDS = 40;
const BODY_SHARE = 0.25;
const PLACE_WEIGHTS: Float64Array = Float64Array.from(
  { length: MOST_TOKENS },
  (_, place) => Math.exp(-place / OPENING_WORDS) + BODY_SHARE,
);

/** Names that English news uses every day are as rare as this, words that begin many sentences are not. */
const RARE_AS_NAMES = 0.75;
/** Mentions whose places are remembered: what a hostile text says more often is counted, but not for NEAR. Fits 16 bits. */
const MOST_SPANS = 60_000;

/** Reads articles for all topics: each once for the entries of the lexicon, and the forms and spellings that topics brought. */
export function createProfiler(
  lexicon: Lexicon,
  forms: FormTable,
  spellings: SpellingTable,
): (article: MatchableArticle) => Profile {
  const { reader } = lexicon;
  const { vocabulary } = reader;
  // Everything below is used again for each article.
  // What is said, in the order in which it was found; beyond `MOST_SPANS` one at a time, to be counted.
  const spanThings = new Int32Array(MOST_SPANS + 1);
  const spanStarts = new Uint16Array(MOST_SPANS + 1);
  const spanEnds = new Uint16Array(MOST_SPANS + 1);
  const spanWeights = new Float64Array(MOST_SPANS + 1);
  const spanSlots = new Uint16Array(MOST_SPANS + 1);
  let spans = 0;
  // By thing: its place in the order of the first mentions, where it has one; what was there for an article before leads to another thing.
  let slots: Int32Array = new Int32Array(lexicon.entries.length + 1);
  // By that place: which thing it is; how surely and how much it is said, and its spans.
  let things: Int32Array = new Int32Array(256);
  let mentions = 0;
  let hits: Float64Array = new Float64Array(256 * HIT_COLUMNS);
  let titleWords = 0;
  // By stem: its place in the order of the first mentions, as for things; then by that place.
  let stemSlots: Int32Array = new Int32Array(1024);
  const stemMet = new Int32Array(MOST_TOKENS);
  const stemMass = new Float64Array(MOST_TOKENS);
  const stemRarity = new Float64Array(MOST_TOKENS);
  // By word: the names near to it.
  const spelt = new Map<number, readonly number[]>();

  function add(thing: number, weight: number, start: number, end: number): void {
    spanThings[spans] = thing;
    spanStarts[spans] = start;
    spanEnds[spans] = end;
    spanWeights[spans] = weight;
    if (spans === MOST_SPANS) countSpans(MOST_SPANS, MOST_SPANS + 1);
    else {
      spans += 1;
      if (spans === MOST_SPANS) countSpans(0, MOST_SPANS);
    }
  }

  function slotOf(thing: number): number {
    if (thing >= slots.length) slots = grown(slots, thing + 1, (length) => new Int32Array(length));
    const known = slots[thing] ?? 0;
    if (known < mentions && things[known] === thing) return known;
    const slot = mentions;
    mentions += 1;
    if (slot === things.length) {
      things = grown(things, mentions, (length) => new Int32Array(length));
      hits = grown(hits, things.length * HIT_COLUMNS, (length) => new Float64Array(length));
    }
    slots[thing] = slot;
    things[slot] = thing;
    for (let column = 0; column < HIT_COLUMNS; column += 1) hits[slot * HIT_COLUMNS + column] = 0;
    return slot;
  }

  function countSpans(from: number, to: number): void {
    for (let span = from; span < to; span += 1) spanSlots[span] = slotOf(spanThings[span] ?? 0);
    const strengths = hits;
    const inLead = leadEnd(titleWords);
    for (let span = from; span < to; span += 1) {
      const hit = (spanSlots[span] ?? 0) * HIT_COLUMNS;
      const start = spanStarts[span] ?? 0;
      const weight = spanWeights[span] ?? 0;
      if (start < titleWords && weight > (strengths[hit + TITLE] ?? 0)) strengths[hit + TITLE] = weight;
      if (start < inLead && weight > (strengths[hit + LEAD] ?? 0)) strengths[hit + LEAD] = weight;
      if (weight > (strengths[hit + ANY] ?? 0)) strengths[hit + ANY] = weight;
      strengths[hit + MASS] = (strengths[hit + MASS] ?? 0) + weight * (PLACE_WEIGHTS[start] ?? 0);
    }
  }

  const addForm = (thing: number, start: number, end: number) => add(thing, 1, start, end);

  // "war", "die", "Gift" and "Rat" are other words in German than in a topic. What English does not use every day is a name, or was meant in that language; so is
  // a rarer word with a capital, but for German, which writes all nouns so.
  function addFormsAbroad(text: ReadText, language: string): void {
    for (let start = 0; start < text.size; start += 1) {
      const howRare = text.rarity[start] ?? 0;
      const isCapital = text.shape[start] === CAPITAL || text.shape[start] === UPPER;
      const mayBeAlone = howRare >= 1 || (isCapital && language !== 'de' && howRare >= RARE_AS_NAMES);
      forms.at(text, start, (thing, from, end) => {
        if (mayBeAlone || end - from > 1) addForm(thing, from, end);
      });
    }
  }

  // Few words find anything; those that do not are remembered for as long as no name comes or goes.
  function addSpellings(text: ReadText): void {
    const { version } = spellings;
    const { ints } = vocabulary.tokens;
    spelt.clear();
    for (let start = 0; start < text.size; start += 1) {
      if (((text.marks[start] ?? 0) & MAY_BE_MISSPELT) === 0 || text.shape[start] === LOWER) continue;
      const alone = (text.token[start] ?? 0) * LINE + TOKEN_ALONE;
      if (ints[alone] === version) continue;
      const word = text.word[start] ?? 0;
      const found = spelt.get(word) ?? spellings.near(word);
      if (found.length === 0) ints[alone] = version;
      else spelt.set(word, found);
      for (const thing of found) addForm(thing, start, start + 1);
    }
  }

  function normOf(text: ReadText): number {
    stemSlots = grown(stemSlots, vocabulary.words.size, (length) => new Int32Array(length));
    let stems = 0;
    for (let place = 0; place < text.size; place += 1) {
      if (((text.marks[place] ?? 0) & IGNORED) !== 0) continue;
      const stem = text.stem[place] ?? 0;
      const weight = PLACE_WEIGHTS[place] ?? 0;
      const slot = stemSlots[stem] ?? 0;
      if (slot < stems && stemMet[slot] === stem) {
        stemMass[slot] = (stemMass[slot] ?? 0) + weight;
        continue;
      }
      stemSlots[stem] = stems;
      stemMet[stems] = stem;
      stemMass[stems] = weight;
      stemRarity[stems] = text.rarity[place] ?? 0;
      stems += 1;
    }
    let sum = 0;
    for (let slot = 0; slot < stems; slot += 1) {
      const told = (stemRarity[slot] ?? 0) * Math.log1p(stemMass[slot] ?? 0);
      sum += told * told;
    }
    return Math.sqrt(sum);
  }

  function yearsOf(text: ReadText, article: MatchableArticle): readonly number[] {
    const years: number[] = [];
    for (let place = 0; place < text.size; place += 1) {
      if (((text.marks[place] ?? 0) & YEAR) === 0) continue;
      const year = vocabulary.year(text.word[place] ?? 0);
      if (!years.includes(year)) years.push(year);
    }
    if (article.time.origin !== 'unknown') {
      const year = new Date(article.time.at).getUTCFullYear();
      if (!years.includes(year)) years.push(year);
    }
    return years.length === 0 ? NO_YEARS : years;
  }

  // All columns of a profile lie in one piece of memory. `places`: for each thing where its spans end, then the first word of each span, then the word
  // after each, then the first word of each sentence after the title. `weights`: those of the spans of entries, which come first; a form is certain.
  function columns(text: ReadText): Pick<Profile, 'things' | 'title' | 'lead' | 'any' | 'mass' | 'places' | 'weights'> {
    const rows = mentions;
    for (let span = 0; span < spans; span += 1) {
      const hit = (spanSlots[span] ?? 0) * HIT_COLUMNS + SPANS;
      hits[hit] = (hits[hit] ?? 0) + 1;
    }
    let weighed = 0;
    for (let slot = 0; slot < rows; slot += 1) {
      if ((things[slot] ?? 0) < lexicon.entries.length) weighed += hits[slot * HIT_COLUMNS + SPANS] ?? 0;
    }
    const sentences = text.size > titleWords ? (text.sentence[text.size - 1] ?? 0) : 0;
    const buffer = new ArrayBuffer(rows * 20 + weighed * 4 + (rows + 2 * spans + sentences) * 2);
    const column = (place: number) => new Float32Array(buffer, rows * 4 * place, rows);
    const own = new Int32Array(buffer, 0, rows);
    own.set(things.subarray(0, rows));
    own.sort();
    const [title, lead, any, mass] = [column(1), column(2), column(3), column(4)];
    const weights = new Float32Array(buffer, rows * 20, weighed);
    const places = new Uint16Array(buffer, rows * 20 + weighed * 4);
    let end = 0;
    for (let row = 0; row < rows; row += 1) {
      const hit = (slots[own[row] ?? 0] ?? 0) * HIT_COLUMNS;
      title[row] = hits[hit + TITLE] ?? 0;
      lead[row] = hits[hit + LEAD] ?? 0;
      any[row] = hits[hit + ANY] ?? 0;
      mass[row] = hits[hit + MASS] ?? 0;
      const count = hits[hit + SPANS] ?? 0;
      // From here on where its next span goes.
      hits[hit + SPANS] = end;
      end += count;
      places[row] = end;
    }
    for (let span = 0; span < spans; span += 1) {
      const hit = (spanSlots[span] ?? 0) * HIT_COLUMNS + SPANS;
      const place = hits[hit] ?? 0;
      hits[hit] = place + 1;
      places[rows + place] = spanStarts[span] ?? 0;
      places[rows + spans + place] = spanEnds[span] ?? 0;
      if (place < weighed) weights[place] = spanWeights[span] ?? 0;
    }
    let sentence = 0;
    for (let place = titleWords; place < text.size; place += 1) {
      if (text.sentence[place] === sentence) continue;
      sentence = text.sentence[place] ?? 0;
      places[rows + 2 * spans + sentence - 1] = place;
    }
    return { things: own, title, lead, any, mass, places, weights };
  }

  return (article) => {
    const text = reader.article(article.title, article.text);
    spans = 0;
    mentions = 0;
    titleWords = text.titleWords;
    sightEntries(lexicon, text, false, article.language, add);
    if (isForeign(article.language)) addFormsAbroad(text, article.language);
    else forms.each(text, addForm);
    addSpellings(text);
    if (spans < MOST_SPANS) countSpans(0, spans);
    return {
      article,
      ...columns(text),
      titleWords,
      isHeadline: text.size === titleWords,
      years: yearsOf(text, article),
      norm: normOf(text),
      publisher: fold(article.publisher ?? ''),
      host: hostOf(article.url),
    };
  };
}

const TITLE = 0;
const LEAD = 1;
const ANY = 2;
const MASS = 3;
const SPANS = 4;
const HIT_COLUMNS = 5;

const NO_YEARS: readonly number[] = [];

// As most addresses are written; parsing one takes longer than reading a headline.
const PLAIN_HOST = /^https?:\/\/(?:www\.)?((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})(?:[/?#]|$)/;

function hostOf(url: string | null): string {
  if (url === null) return '';
  const plain = PLAIN_HOST.exec(url)?.[1];
  if (plain !== undefined && !/^www\.|xn--/.test(plain)) return plain;
  if (!URL.canParse(url)) return '';
  return new URL(url).hostname.replace(/^www\./, '');
}
