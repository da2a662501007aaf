import { compound, endsOfCompounds } from './compounds.ts';
import { type Concept, type ConceptSense, plainConcept, type Understood, understand } from './concepts.ts';
import { lexemeOf } from './lexeme.ts';
import type { Entry, Lexicon, Openings, Sense } from './lexicon.ts';
import { createMemo, type Memo } from './memo.ts';
import { readPhrase, type Word } from './reading.ts';

/** A word that stands for the same whatever stands beside it, what its neighbours may make of it apart. */
type Steady = {
  readonly kind: 'steady';
  readonly word: string;
  readonly stem: string;
  /** Null: it says nothing of its own. */
  readonly concept: Concept | null;
  /** Where in the concept's senses stands what it makes with its neighbours. Null: a name, which makes nothing with them. */
  readonly joint: number | null;
  readonly notes: readonly string[];
  /** By what it is found first: two words that differ here are not the same. Null where it says nothing. */
  readonly head: Entry | string | null;
  /** Whether familiar words begin or end with it. */
  readonly opens: boolean;
  readonly closes: boolean;
  /** What may follow it in a name or a concept; null: none begins with it. */
  readonly inNames: ReadonlySet<string> | null;
  readonly inConcepts: ReadonlySet<string> | null;
};
type WordRead = Steady | { readonly kind: 'open' };

const OPEN: WordRead = { kind: 'open' };

/** What is remembered of single words, by how they are typed. */
type Memos = { readonly cased: Memo<WordRead>; readonly caseless: Memo<WordRead> };
const memos = new WeakMap<readonly Entry[], Memos>();

/**
 * What words typed side by side stand for. Most topics are a few words that stand for themselves: of these each is read once, and
 * remembered; where a name, a concept or a meaning takes several words to tell, all are read together.
 */
export function readConcepts(text: string, lexicon: Lexicon): Understood {
  return (lexicon.own === null ? readSteadyWords(text, lexicon) : null) ?? understand(readPhrase(text), text, lexicon);
}

/** Null where some of the words have to be read together. */
function readSteadyWords(text: string, lexicon: Lexicon): Understood | null {
  const casing = casingOf(text);
  if (casing === null) return null;
  const remembered = memoOf(lexicon)[casing];
  const words: Steady[] = [];
  let before: Steady | null = null;
  for (let start = 0; start < text.length; ) {
    const blank = text.indexOf(' ', start);
    const end = blank < 0 ? text.length : blank;
    if (end > start) {
      const token = text.slice(start, end);
      const known: WordRead = remembered.get(token) ?? remember(remembered, token, casing, lexicon);
      if (known.kind === 'open' || (before !== null && mayBeOneThing(before, known))) return null;
      words.push(known);
      before = known;
    }
    start = end + 1;
  }
  const concepts: Concept[] = [];
  const notes: string[] = [];
  let withLast: ConceptSense | null = null;
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place];
    const next = words[place + 1];
    if (word === undefined) break;
    const withNext: ConceptSense | null = word.opens && next?.closes ? compound(word.word, next.word, null) : null;
    if (word.concept !== null) {
      if (word.notes.length > 0) notes.push(...word.notes);
      concepts.push(joinedTo(word.concept, word.joint, withNext, withLast));
    }
    withLast = withNext;
  }
  return { concepts, years: [], notes, mayRepeat: hasTwice(words), own: [] };
}

function hasTwice(words: readonly Steady[]): boolean {
  for (let place = 1; place < words.length; place += 1) {
    const head = words[place]?.head ?? null;
    for (let before = 0; head !== null && before < place; before += 1) if (words[before]?.head === head) return true;
  }
  return false;
}

function joinedTo(
  concept: Concept,
  joint: number | null,
  withNext: ConceptSense | null,
  withLast: ConceptSense | null,
): Concept {
  if (joint === null || (withNext === null && withLast === null)) return concept;
  const joints = [withNext, withLast].filter((sense) => sense !== null);
  return { ...concept, senses: [...concept.senses.slice(0, joint), ...joints, ...concept.senses.slice(joint)] };
}

/** Whether a text of plain letters and blanks uses capitals; null for any other text. */
function casingOf(text: string): keyof Memos | null {
  let hasUpper = false;
  let hasLower = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) hasLower = true;
    else if (code >= 65 && code <= 90) hasUpper = true;
    else if (code !== 32) return null;
  }
  return hasUpper && hasLower ? 'cased' : 'caseless';
}

function memoOf({ entries }: Lexicon): Memos {
  const known = memos.get(entries);
  if (known !== undefined) return known;
  const memo: Memos = { cased: createMemo(), caseless: createMemo() };
  memos.set(entries, memo);
  return memo;
}

function remember(remembered: Memo<WordRead>, token: string, casing: keyof Memos, lexicon: Lexicon): WordRead {
  const { word, stem, rarity, shape } = lexemeOf(token);
  const typed = { word, stem, rarity, shape: casing === 'cased' ? shape : 'none', text: token, at: 0, joined: null };
  const read = readAlone(typed, token, lexicon);
  remembered.set(token, read);
  return read;
}

function readAlone(word: Word, token: string, lexicon: Lexicon): WordRead {
  const inNames = secondsOf(word.word, lexicon.openings.names);
  const inConcepts = lexicon.openings.concepts.get(word.stem) ?? null;
  if (inNames === null && inConcepts === null) {
    return steadyWord(word, plainConcept(token, word, lexicon), [], false, inNames, inConcepts);
  }
  const names: (readonly Sense[])[] = [];
  lexicon.names.forms.at(lexicon.reader.words([word]), 0, (form) => names.push(lexicon.names.senses[form] ?? []));
  const name = names.at(-1);
  // What "us" is in small letters, the other words tell.
  const isDoubtful = word.shape === 'none' && lexicon.doubtful.has(word.word);
  const isShared = name !== undefined && name.length > 1 && name.every(({ weight }) => weight >= 0.9);
  if (name !== undefined && (isDoubtful || isShared)) return OPEN;
  const { concepts, notes } = understand([word], token, lexicon);
  const [concept = null] = concepts;
  return steadyWord(word, concept, notes, concept?.isName === true && name !== undefined, inNames, inConcepts);
}

function steadyWord(
  word: Word,
  concept: Concept | null,
  notes: readonly string[],
  isName: boolean,
  inNames: ReadonlySet<string> | null,
  inConcepts: ReadonlySet<string> | null,
): Steady {
  const spelt = concept?.senses.findIndex(({ by }) => by === 'spelling') ?? -1;
  const { opens, closes } = endsOfCompounds(word.word);
  return {
    kind: 'steady',
    word: word.word,
    stem: word.stem,
    concept,
    joint: concept === null || isName ? null : spelt < 0 ? concept.senses.length : spelt,
    notes,
    head: headOf(concept, word),
    opens,
    closes,
    inNames,
    inConcepts,
  };
}

function headOf(concept: Concept | null, { stem }: Word): Entry | string | null {
  const first = concept?.senses[0];
  if (first === undefined) return null;
  return first.by === 'entry' ? first.entry : stem;
}

// The words of an address have lost their apostrophes: there "islamics state" is met by what is written "Islamic State".
function secondsOf(word: string, names: Openings): ReadonlySet<string> | null {
  const own = names.get(word);
  const bare = word.endsWith('s') ? names.get(word.slice(0, -1)) : undefined;
  return own === undefined || bare === undefined ? (own ?? bare ?? null) : new Set([...own, ...bare]);
}

/** Whether two neighbours may begin a name or a concept of several words. */
function mayBeOneThing({ inNames, inConcepts }: Steady, { word, stem }: Steady): boolean {
  if (inConcepts?.has(stem)) return true;
  if (inNames === null) return false;
  return inNames.has(word) || (word.endsWith('s') && inNames.has(word.slice(0, -1)));
}
