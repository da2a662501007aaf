import { englishStem } from '../lib/stem.ts';
import { wordRarity } from '../lib/word-rank.ts';
import { createFormTable, type Form, type FormTable, type FormWord, mayBegin } from './form.ts';
import { countryFacts } from './gazetteer.ts';
import { plainWord } from './lexeme.ts';
import { type Heading, type LexiconFile, readLexiconFiles } from './lexicon-file.ts';
import { createReader, type Reader, readPhrase, type Word } from './reading.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';

export type EntryKind = 'country' | 'place' | 'name' | 'concept';

/** One thing the lexicon knows: a country, a place, an organisation or a news concept. */
export type Entry = {
  /** `country:RU`, `concept:embassy`. */
  readonly id: string;
  readonly kind: EntryKind;
  /** Its place among the entries. */
  readonly number: number;
  readonly label: string;
  /** About what share of articles mention it, as far as a word list can tell. */
  readonly commonness: number;
  /** Its forms in words, the strongest first. */
  readonly forms: readonly { readonly text: string; readonly weight: number }[];
};

/** What one form may mean. None for a name that only keeps others out ("New Mexico"). */
export type Sense = { readonly entry: Entry; readonly weight: number };

/**
 * Forms, and by the value of each what it may mean; the same beside it in columns: the numbers of the entries and the weights of a form stand from
 * `starts` of its value up to that of the next.
 */
export type SenseTable = {
  readonly forms: FormTable;
  readonly senses: readonly (readonly Sense[])[];
  readonly starts: Int32Array;
  readonly entries: Int32Array;
  readonly weights: Float64Array;
};

/** A workspace's own word, and the further ways of saying it. */
export type OwnSense = {
  readonly heading: string;
  readonly forms: readonly { readonly form: Form; readonly text: string; readonly weight: number }[];
};

/** Second words by the first; none for a first word that is all. */
export type Openings = ReadonlyMap<string, ReadonlySet<string>>;

/** What topics and articles are read with. Never changes once loaded. */
export type Lexicon = {
  /** Reads what is to be looked through for entries; remembers words, and changes in nothing else. */
  readonly reader: Reader;
  readonly entries: readonly Entry[];
  /** Proper names; the longest wins, and its words are not read as another name. */
  readonly names: SenseTable;
  /** Countries' names in other languages, for articles that are not English. */
  readonly namesAbroad: SenseTable;
  /** News concepts; all that fit count. */
  readonly concepts: SenseTable;
  readonly ignored: ReadonlySet<string>;
  /** Stems of words that news uses about everything. */
  readonly common: ReadonlySet<string>;
  readonly persons: ReadonlySet<string>;
  readonly doubtful: ReadonlySet<string>;
  /**
   * What a workspace says for its own words, by the stems of the word with a blank between; topics are compiled with it, articles are read without. Null:
   * nothing of its own.
   */
  readonly own: ReadonlyMap<string, OwnSense> | null;
  /** What comes second behind the first word of a name, or the first stem of a concept. */
  readonly openings: { readonly names: Openings; readonly concepts: Openings };
  /** What could not be read, each with file, line and what to do. */
  readonly problems: readonly string[];
};

/** A capital stands for its government about half the times that news names it. */
const CAPITAL_WEIGHT = 0.55;

/**
 * Compiles the lexicon from the texts of `config/lexicon/*.yaml` and the countries of the data packages. An entry that cannot be read is left out
 * and named in `problems`.
 */
export function loadLexicon(files: readonly LexiconFile[]): Lexicon {
  const { entries: written, problems } = readLexiconFiles(files);
  const dropped = new Set(written.dropped);
  const entries: Entry[] = [];
  const names = new Map<string, { form: Form; senses: Sense[] }>();
  const namesAbroad = new Map<string, { form: Form; senses: Sense[] }>();
  const concepts = new Map<string, { form: Form; senses: Sense[] }>();

  function addEntry(kind: EntryKind, key: string, label: string, forms: Heading['forms']): Entry {
    const seen = new Set<string>();
    const kept = forms.filter(({ text }) => !seen.has(text) && seen.add(text) && !dropped.has(text));
    const sorted = kept.toSorted((one, other) => other.weight - one.weight);
    const entry: Entry = {
      id: `${kind}:${key}`,
      kind,
      number: entries.length,
      label,
      commonness: sorted.reduce((sum, { text }) => sum + commonnessOf(text), 0),
      forms: sorted,
    };
    entries.push(entry);
    for (const { text, weight } of sorted) {
      if (kind === 'concept') addForm(concepts, conceptForm(text), entry, weight);
      else addForm(names, nameForm(text), entry, weight);
    }
    return entry;
  }

  const abroad = new Map(written.abroad.map(({ heading, forms }) => [heading, forms]));
  const places = new Map(written.places.map((place) => [place.heading, place]));
  for (const facts of countryFacts()) {
    const own = written.countries.filter(({ heading }) => heading === facts.code).flatMap(({ forms }) => forms);
    const given = [facts.name, ...facts.aliases, ...facts.demonyms.filter((word) => isDemonym(word, facts.name))];
    const people = facts.demonyms.filter((word) => isDemonym(word, facts.name) && /an$|i$/.test(word));
    const forms = [
      ...given.filter(isLongEnough).map((text) => ({ text, weight: 1 })),
      ...people.map((word) => ({ text: `${word}s`, weight: 1 })),
      ...own,
    ];
    const country = addEntry('country', facts.code, own.length > 0 ? preferredName(facts.name) : facts.name, forms);
    const calledAbroad = abroad.get(country.label) ?? [];
    for (const { text, weight } of calledAbroad) addForm(namesAbroad, nameForm(text), country, weight);
    for (const name of [...facts.namesAbroad.map(({ name }) => name), ...facts.adjectivesAbroad]) {
      if (isLongEnough(name) && !dropped.has(name)) addForm(namesAbroad, nameForm(name), country, 1);
    }
    const capital = facts.capital?.replace(/ D\.C\.$/, '') ?? '';
    if (capital === '' || dropped.has(capital) || given.includes(capital)) continue;
    const asPlace = places.get(capital);
    places.delete(capital);
    const city = addEntry('place', capital, capital, [{ text: capital, weight: 1 }, ...(asPlace?.forms ?? [])]);
    for (const { text, weight } of city.forms) addForm(names, nameForm(text), country, weight * CAPITAL_WEIGHT);
    for (const { text, weight } of abroad.get(capital) ?? []) {
      addForm(namesAbroad, nameForm(text), city, weight);
      addForm(namesAbroad, nameForm(text), country, weight * CAPITAL_WEIGHT);
    }
  }
  for (const { heading, forms } of places.values()) {
    const place = addEntry('place', heading, heading, [{ text: heading, weight: 1 }, ...forms]);
    for (const { text, weight } of abroad.get(heading) ?? []) addForm(namesAbroad, nameForm(text), place, weight);
  }
  for (const { heading, forms } of written.names) {
    addEntry('name', heading, heading, [{ text: heading, weight: 1 }, ...forms]);
  }
  for (const { heading, forms } of written.concepts) {
    addEntry('concept', heading, heading, [{ text: heading, weight: 1 }, ...forms]);
  }
  for (const text of written.others) {
    const form = nameForm(text);
    const key = keyOfForm(form);
    if (!names.has(key)) names.set(key, { form, senses: [] });
  }

  const ignored = new Set(written.ignored);
  const persons = new Set(written.persons.map((word) => word.toLowerCase()));
  const doubtful = new Set(written.doubtful.map((word) => word.toLowerCase()));
  const vocabulary = createVocabulary({ ignored, persons, doubtful });
  const nameTable = tableOf(names, vocabulary);
  const conceptTable = tableOf(concepts, vocabulary);
  vocabulary.tellBy((...word) => mayBegin(nameTable.forms.told(...word)), conceptTable.forms.told);
  return {
    reader: createReader(vocabulary),
    entries,
    names: nameTable,
    namesAbroad: tableOf(namesAbroad, vocabulary),
    concepts: conceptTable,
    ignored,
    common: new Set(written.common.map(englishStem)),
    persons,
    doubtful,
    own: null,
    openings: { names: openingsOf(names), concepts: openingsOf(concepts) },
    problems,
  };
}

/** About what share of articles hold some words side by side: by Zipf's law it falls with the rank of the rarest. */
export function commonnessOf(text: string): number {
  // Most are one word.
  if (/^[a-z]+$/i.test(text)) return Math.min(1, Math.exp(-9 * wordRarity(plainWord(text))));
  return Math.min(1, ...readPhrase(text).map(({ rarity }) => Math.exp(-9 * rarity)));
}

function preferredName(name: string): string {
  return name === 'Türkiye' ? 'Turkey' : name;
}

function isDemonym(word: string, country: string): boolean {
  return word !== country && !/[()]| Islands?$|^(?:Occupied|British|U\.S\.|Welsh|Palestinian Territory)$/.test(word);
}

function isLongEnough(text: string): boolean {
  return (
    text.length >= (/\p{Script=Han}|\p{Script=Katakana}/u.test(text) ? 2 : 4) || /^(?:US|USA|UK|UAE|DRC)$/.test(text)
  );
}

function keyOfForm(form: Form): string {
  return form.words.map(({ by, value, shape }) => `${by} ${value} ${shape}`).join('|');
}

function addForm(table: Map<string, { form: Form; senses: Sense[] }>, form: Form, entry: Entry, weight: number): void {
  if (form.words.length === 0) return;
  const key = keyOfForm(form);
  const known = table.get(key) ?? { form, senses: [] };
  table.set(key, known);
  if (!known.senses.some((sense) => sense.entry === entry)) known.senses.push({ entry, weight });
}

function openingsOf(forms: ReadonlyMap<string, { form: Form }>): Openings {
  const found = new Map<string, Set<string>>();
  for (const { form } of forms.values()) {
    const [first, second] = form.words;
    if (first === undefined) continue;
    const seconds = found.get(first.value) ?? new Set();
    found.set(first.value, second === undefined ? seconds : seconds.add(second.value));
  }
  return found;
}

function tableOf(
  forms: ReadonlyMap<string, { form: Form; senses: readonly Sense[] }>,
  vocabulary: Vocabulary,
): SenseTable {
  const table = createFormTable(vocabulary);
  const all = [...forms.values()];
  all.forEach(({ form }, value) => {
    table.add(form, value);
  });
  const flat = all.flatMap(({ senses }) => senses);
  const starts = new Int32Array(all.length + 1);
  all.forEach(({ senses }, value) => {
    starts[value + 1] = (starts[value] ?? 0) + senses.length;
  });
  return {
    forms: table,
    senses: all.map(({ senses }) => senses),
    starts,
    entries: Int32Array.from(flat, ({ entry }) => entry.number),
    weights: Float64Array.from(flat, ({ weight }) => weight),
  };
}

/** A name as it is spelt; where it is written with a capital, a text that uses capitals must have one too. */
export function nameForm(text: string): Form {
  return { words: readPhrase(`${text} a`).slice(0, -1).map(nameWord) };
}

function nameWord(word: Word): FormWord {
  const shape = word.shape === 'upper' ? 'upper' : word.shape === 'capital' ? 'capital' : 'any';
  return { by: 'word', value: word.word, shape };
}

/** Any form of each word, in any case. */
export function conceptForm(text: string): Form {
  return { words: readPhrase(text).map(({ stem }) => ({ by: 'stem', value: stem, shape: 'any' })) };
}
