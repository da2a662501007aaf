import { englishStem } from '../lib/stem.ts';
import { formRarity } from '../lib/word-rank.ts';
import { compound, partsOf, wordOf } from './compounds.ts';
import type { Form, FormWord } from './form.ts';
import type { Entry, EntryKind, Lexicon, OwnSense } from './lexicon.ts';
import { readPhrase, type Word } from './reading.ts';
import { type Sighting, sightingsIn } from './sighting.ts';

/** One way in which an article can meet a concept: an entry of the lexicon, or words of the topic itself. */
export type ConceptSense =
  | { readonly by: 'entry'; readonly entry: Entry; readonly weight: number }
  | { readonly by: 'form'; readonly form: Form; readonly text: string; readonly weight: number }
  /** A name that is spelt almost like this one. */
  | { readonly by: 'spelling'; readonly word: string; readonly text: string; readonly weight: number };

/** One idea of a topic. */
export type Concept = {
  readonly label: string;
  readonly kind: EntryKind | 'word' | 'phrase';
  /** How much it tells, from 0 to 1: rare words tell more. */
  readonly weight: number;
  /** A person, place, organisation or country: what tells two events of one kind apart. */
  readonly isName: boolean;
  /** A story without it does not match, or hardly. */
  readonly required: boolean;
  readonly senses: readonly ConceptSense[];
};

/** A form that only may mean the concept does not widen a topic that uses it. */
const LEADS_TO_FAMILY = 0.75;
/** Several words are one concept where they are its name or as good as it; else each is taken for itself. */
const IS_FAMILY = 0.9;
/** A country tells which story it is about as much as a fairly rare word does, whatever its name. */
const COUNTRY_LEAST = 0.5;
const COUNTRY_MOST = 0.75;
const PLACE_LEAST = 0.6;
/** A number of one or two digits is in most stories; a longer one is hardly ever there by chance. */
const SHORT_NUMBER_WEIGHT = 0.3;
const NUMBER_WEIGHT = 0.7;
/** Rarity at and under which a word tells nothing; see `wordRarity`. */
const COMMONEST = 0.3;
const COMMON_SHARE = 0.45;
const LEAST_WEIGHT = 0.05;
/** A surname alone, where the topic has an initial before it. */
const SURNAME_WEIGHT = 0.7;
/** A capitalised word of a topic is a name from this weight on: topics are typed in Title Case too. */
const LEAST_NAME_WEIGHT = 0.6;
const SPELLING_WEIGHT = 0.85;
const SPELLING_LETTERS = 6;

/** What a sense is known by: the same for the same entry or form, whatever the topic. */
export function senseKey(sense: ConceptSense): string {
  if (sense.by === 'entry') return `entry ${sense.entry.id}`;
  if (sense.by === 'spelling') return `spelling ${sense.word}`;
  return sense.form.words.map(({ by, value, shape }) => `${by} ${shape} ${value}`).join('|');
}

/**
 * How much some words say about which story it is, from 0.05 to 1: rare words much, words that all news uses little, several words together more
 * than one.
 */
export function weightOf(words: readonly Word[], lexicon: Lexicon): number {
  let unsaid = 1;
  for (const { word, stem } of words) {
    const told = toldBy(word);
    unsaid *= 1 - (lexicon.common.has(stem) ? told * COMMON_SHARE : told);
  }
  return Math.max(LEAST_WEIGHT, 1 - unsaid);
}

function toldBy(word: string): number {
  if (/^\p{N}/u.test(word)) return word.length < 3 ? SHORT_NUMBER_WEIGHT : NUMBER_WEIGHT;
  return Math.max(0, (formRarity(word) - COMMONEST) / (1 - COMMONEST));
}

/** A form of these stems side by side. */
export function stemForm(stems: readonly string[]): Form {
  return { words: stems.map((value) => ({ by: 'stem', value, shape: 'any' })) };
}

/** A year as a thing to look for. */
export function yearConcept(year: number): Concept {
  const text = String(year);
  return {
    label: text,
    kind: 'word',
    weight: 1,
    isName: false,
    required: false,
    senses: [{ by: 'form', form: stemForm([text]), text, weight: 1 }],
  };
}

/** What some words became. */
export type Understood = {
  readonly concepts: readonly Concept[];
  readonly years: readonly number[];
  /** What the person should know about how they were read. */
  readonly notes: readonly string[];
  /** False: no two of the concepts are the same. */
  readonly mayRepeat: boolean;
  /** The workspace's own words among them. */
  readonly own: readonly OwnSense[];
};

/** What words typed side by side stand for. `text` is what they were read from. */
export function understand(words: readonly Word[], text: string, lexicon: Lexicon): Understood {
  const own: OwnSense[] = [];
  const concepts: Concept[] = [];
  const years: number[] = [];
  const notes: string[] = [];
  const sightings = sightingsIn(lexicon, lexicon.reader.words(words));
  for (let start = 0; start < words.length; ) {
    const word = words[start];
    if (word === undefined) break;
    const ours = lexicon.own === null ? undefined : ownAt(lexicon.own, words, start);
    const here = sightings.filter((sighting) => sighting.start === start);
    const names = here.filter(({ entry }) => entry.kind !== 'concept');
    const [name] = names;
    const surname = name === undefined ? surnameAfterInitials(words, start, text) : null;
    const known = concepts.length;
    if (name !== undefined && name.end >= (ours?.end ?? 0)) {
      const typed = text.slice(word.at, endOf(words, name.end));
      concepts.push(nameConcept(typed, names, words.slice(start, name.end), lexicon));
      if (word.shape === 'none' && /^(?:us|uk)$/.test(word.word)) {
        notes.push(`"${typed}" is read as the ${name.entry.label}.`);
      }
      start = name.end;
    } else if (surname !== null && ours === undefined) {
      concepts.push(personConcept(text, words, start, surname));
      start = surname + 1;
    } else {
      const families = here.filter(({ weight, end }) => weight >= (end > start + 1 ? IS_FAMILY : LEADS_TO_FAMILY));
      const end = Math.max(start + 1, ours?.end ?? 0, ...families.map((family) => family.end));
      if (end === start + 1 && /^(?:19|20)\d\d$/.test(word.word)) years.push(Number(word.word));
      else if (end > start + 1 || !lexicon.ignored.has(word.word)) {
        const longest = families.filter((family) => family.end === end);
        concepts.push(wordsConcept(text.slice(word.at, endOf(words, end)), words, start, end, longest, lexicon));
      }
      start = end;
    }
    const concept = concepts.at(-1);
    if (ours === undefined || ours.end !== start || concept === undefined || concepts.length === known) continue;
    concepts[concepts.length - 1] = withOwnForms(concept, ours.value);
    own.push(ours.value);
    notes.push(
      `For "${concept.label}" this workspace also says: ${ours.value.forms.map(({ text }) => text).join(', ')}.`,
    );
  }
  return { concepts, years, notes, mayRepeat: true, own };
}

// The longest of a workspace's own words that begins at a place, and the word after it.
function ownAt(
  own: ReadonlyMap<string, OwnSense>,
  words: readonly Word[],
  start: number,
): { readonly value: OwnSense; readonly end: number } | undefined {
  for (let end = words.length; end > start; end -= 1) {
    const row = words.slice(start, end).map(({ stem }) => stem);
    const value = own.get(row.join(' '));
    if (value !== undefined) return { value, end };
  }
  const joined = words[start]?.joined ?? null;
  const value = joined === null ? undefined : own.get(englishStem(joined));
  return value === undefined ? undefined : { value, end: start + 2 };
}

// Behind what the person typed and before what the lexicon adds: people look for their own words first.
function withOwnForms(concept: Concept, { forms }: OwnSense): Concept {
  const [typed, ...others] = concept.senses;
  const own = forms.map(({ form, text, weight }): ConceptSense => ({ by: 'form', form, text, weight }));
  return { ...concept, senses: typed === undefined ? own : [typed, ...own, ...others] };
}

function endOf(words: readonly Word[], end: number): number {
  const last = words[end - 1];
  return last === undefined ? 0 : last.at + last.text.length;
}

// "T. Reid", "J.A. Escalante", "G. L. Presti": the place of the surname, or null where no initial begins here.
function surnameAfterInitials(words: readonly Word[], start: number, text: string): number | null {
  let place = start;
  for (;;) {
    const word = words[place];
    if (word === undefined) return null;
    if (!isInitial(word, text)) break;
    place += 1;
  }
  return place > start && /^\p{Lu}\p{Ll}|^\p{Lu}['’]/u.test(words[place]?.text ?? '') ? place : null;
}

function isInitial(word: Word, text: string): boolean {
  return (
    /^(?:\p{Lu}\.)+\p{Lu}?\.?$/u.test(word.text) || (/^\p{Lu}$/u.test(word.text) && text.charAt(word.at + 1) === '.')
  );
}

function personConcept(text: string, words: readonly Word[], start: number, surname: number): Concept {
  const { word: name = '', rarity = 0 } = words[surname] ?? {};
  const label = text.slice(words[start]?.at ?? 0, endOf(words, surname + 1));
  const initials = new Set(words.slice(start, surname).flatMap(({ word }) => [...word]));
  const full = [...initials].map((letter) => ({
    by: 'form' as const,
    form: { words: [{ by: 'initial', value: letter, shape: 'any' }, wordOf(name)] satisfies FormWord[] },
    text: label,
    weight: 1,
  }));
  const alone = { by: 'form' as const, form: { words: [wordOf(name)] }, text: name, weight: SURNAME_WEIGHT };
  return {
    label,
    kind: 'word',
    weight: 1,
    isName: true,
    required: false,
    senses: [...full, alone, ...spellings(name, rarity, SURNAME_WEIGHT)],
  };
}

// Names that no word list knows are often spelt in several ways ("Klitchko"): one letter more, less or other still counts.
function spellings(word: string, rarity: number, weight: number): readonly ConceptSense[] {
  const isName = rarity >= 1 && word.length >= SPELLING_LETTERS && /^\p{L}+$/u.test(word);
  return isName ? [{ by: 'spelling', word, text: word, weight: weight * SPELLING_WEIGHT }] : [];
}

function nameConcept(label: string, sightings: readonly Sighting[], words: readonly Word[], lexicon: Lexicon): Concept {
  const strongest = Math.max(...sightings.map(({ weight }) => weight));
  const entry = sightings.find(({ weight }) => weight === strongest)?.entry;
  const kind = entry?.kind ?? 'name';
  const told = kind === 'name' ? nameWeight(entry, words, lexicon) : weightOf(words, lexicon);
  return {
    label,
    kind,
    weight:
      kind === 'country'
        ? Math.min(COUNTRY_MOST, Math.max(COUNTRY_LEAST, told))
        : kind === 'place'
          ? Math.max(PLACE_LEAST, told)
          : told,
    isName: true,
    required: kind === 'country',
    // Who types "White House" or "Bank of Japan" wants that, and not all news of the country; in an article it tells of the country too.
    senses: sightings
      .filter(({ weight }) => kind !== 'name' || strongest < 1 || weight === 1)
      .map(({ entry, weight }) => ({ by: 'entry', entry, weight: weight / strongest })),
  };
}

// "GOP" is as common as "Republicans"; but how common "WHO" is, "who" does not tell.
function nameWeight(entry: Entry | undefined, words: readonly Word[], lexicon: Lexicon): number {
  const isTelling = ([first, second]: readonly Word[]) =>
    first !== undefined && (second !== undefined || !lexicon.doubtful.has(first.word));
  const own = isTelling(words) ? weightOf(words, lexicon) : 1;
  if (entry === undefined) return own;
  const known =
    nameWeights.get(entry) ??
    Math.min(
      1,
      ...entry.forms
        .filter(({ weight }) => weight === 1)
        .map(({ text }) => readPhrase(text))
        .filter(isTelling)
        .map((form) => weightOf(form, lexicon)),
    );
  nameWeights.set(entry, known);
  return Math.min(own, known);
}

const nameWeights = new WeakMap<Entry, number>();

/** The concept of a word that is in no name and no concept of the lexicon. `label`: as it is typed. */
export function plainConcept(label: string, word: Word, lexicon: Lexicon): Concept | null {
  if (lexicon.ignored.has(word.word)) return null;
  const weight = weightOf([word], lexicon);
  const typed: ConceptSense[] = [{ by: 'form', form: stemForm([word.stem]), text: label, weight: 1 }];
  return {
    label,
    kind: 'word',
    weight,
    isName: weight >= LEAST_NAME_WEIGHT && isCapital(word),
    required: false,
    senses: typed.concat(partsOf(word.word), spellings(word.word, word.rarity, 1)),
  };
}

function isCapital({ shape }: Word): boolean {
  return shape === 'capital' || shape === 'upper';
}

function wordsConcept(
  label: string,
  words: readonly Word[],
  start: number,
  end: number,
  families: readonly Sighting[],
  lexicon: Lexicon,
): Concept {
  const row = words.slice(start, end);
  const [only] = row;
  const senses: ConceptSense[] = [
    { by: 'form', form: stemForm(row.map(({ stem }) => stem)), text: label, weight: 1 },
    ...families.map(({ entry, weight }) => ({ by: 'entry' as const, entry, weight })),
    ...(row.length === 1 && only !== undefined ? partsOf(only.word) : []),
    ...compoundsAt(words, start),
  ];
  const weight = weightOf(row, lexicon);
  if (families.length === 0 && row.length === 1 && only !== undefined)
    senses.push(...spellings(only.word, only.rarity, 1));
  return {
    label,
    kind: families.length > 0 ? 'concept' : 'word',
    weight,
    isName: families.length === 0 && weight >= LEAST_NAME_WEIGHT && row.every(isCapital),
    required: false,
    senses,
  };
}

function compoundsAt(words: readonly Word[], start: number): ConceptSense[] {
  const [before, word, after] = [words[start - 1], words[start], words[start + 1]];
  if (word === undefined) return [];
  const next = after === undefined ? null : compound(word.word, after.word, word.joined);
  const last = before === undefined ? null : compound(before.word, word.word, before.joined);
  return [next, last].filter((sense) => sense !== null);
}
