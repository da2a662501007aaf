import { weightOf } from './concepts.ts';
import { conceptForm, type Lexicon, nameForm, type OwnSense } from './lexicon.ts';
import { readPhrase } from './reading.ts';

/** A word of a workspace's own topics, and further ways of saying it, each with a weight over 0 up to 1. */
export type OwnWord = {
  readonly heading: string;
  readonly forms: readonly { readonly text: string; readonly weight: number }[];
};

/** Own words of a workspace, ways of saying one, and characters of each. */
export const MOST_OWN_WORDS = 200;
export const MOST_OWN_FORMS = 20;
export const MOST_OWN_CHARACTERS = 80;

/** One sentence on what is wrong, which names the place, and one on what to do. */
export type OwnProblem = { readonly problem: string; readonly advice: string };

/** At and under this weight a way of saying something is in nearly every story. */
const SAYS_NOTHING = 0.05;

/** What people type: `embassy: chancery, mission ~0.5`. */
export function sayOwnWord({ heading, forms }: OwnWord): string {
  return `${heading}: ${forms.map(sayOwnForm).join(', ')}`;
}

/** One way of saying it, with its weight where that is less than whole. */
export function sayOwnForm({ text, weight }: OwnWord['forms'][number]): string {
  return weight === 1 ? text : `${text} ~${weight}`;
}

/** By what a word is known: the same for all its forms, cases and accents. */
export function ownKey(heading: string): string {
  return readPhrase(heading)
    .map(({ stem }) => stem)
    .join(' ');
}

/** Takes `embassy: chancery, mission ~0.5` apart: what stands before the first colon, and each of what follows. Nothing is checked. */
export function splitOwnWord(typed: string): { readonly heading: string; readonly forms: readonly string[] } {
  const colon = typed.search(/[:：]/u);
  if (colon < 0) return { heading: typed.trim(), forms: [] };
  const forms = typed
    .slice(colon + 1)
    .split(/[,;，、]/u)
    .map((form) => form.trim());
  return { heading: typed.slice(0, colon).trim(), forms: forms.filter((form) => form !== '') };
}

/**
 * Checks a word and its forms as they were typed or stood in a file (`mission ~0.5` counts for half). Refuses what cannot be read, and what
 * would mean something else than its words: never throws.
 */
export function readOwnWord(
  heading: string,
  typedForms: readonly string[],
  lexicon: Lexicon,
): { readonly ok: true; readonly word: OwnWord } | ({ readonly ok: false } & OwnProblem) {
  const wrong = problemOf(heading) ?? commonIn(heading, lexicon);
  if (wrong !== null) return { ok: false, ...wrong };
  const forms = new Map<string, OwnWord['forms'][number]>();
  for (const typed of typedForms) {
    const weighted = /^([^~]*?)\s*~\s*(\S*)$/u.exec(typed);
    const text = (weighted?.[1] ?? typed).trim();
    const weight = weighted === null ? 1 : Number(weighted[2] === '' ? Number.NaN : weighted[2]);
    if (!(weight > 0 && weight <= 1)) {
      return refuse(`“${typed}” has no weight between 0 and 1 after its ~.`, 'Write it as in: mission ~0.5.');
    }
    const doubt = problemOf(text) ?? doubtOf(text, lexicon);
    if (doubt !== null) return { ok: false, ...doubt };
    if (ownKey(text) !== ownKey(heading)) forms.set(text, { text, weight });
  }
  if (forms.size === 0) {
    return refuse(`No other way of saying “${heading}” is named.`, 'Write it as in: embassy: chancery, mission ~0.5.');
  }
  if (forms.size > MOST_OWN_FORMS) {
    return refuse(
      `“${heading}” has ${forms.size} ways of saying it; it may have ${MOST_OWN_FORMS}.`,
      'Keep those that news really uses.',
    );
  }
  return { ok: true, word: { heading, forms: [...forms.values()] } };
}

function refuse(problem: string, advice: string): { readonly ok: false } & OwnProblem {
  return { ok: false, problem, advice };
}

/** What is wrong with the words themselves; null where nothing is. */
function problemOf(text: string): OwnProblem | null {
  if (text.length > MOST_OWN_CHARACTERS) {
    return {
      problem: `“${text.slice(0, 30)}…” has ${text.length} characters; it may have ${MOST_OWN_CHARACTERS}.`,
      advice: 'A word or a few words are enough.',
    };
  }
  const mark = /[()|"“”„«»=*~:<>]/u.exec(text)?.[0];
  if (mark !== undefined) {
    return { problem: `“${text}” holds “${mark}”.`, advice: 'Name it in words alone; operators belong into topics.' };
  }
  if (readPhrase(text).length === 0) {
    return {
      problem: text === '' ? 'The word itself is missing.' : `“${text}” holds no word.`,
      advice: 'Write it as in: embassy: chancery, mission ~0.5.',
    };
  }
  return null;
}

function commonIn(text: string, lexicon: Lexicon): OwnProblem | null {
  const words = readPhrase(text);
  if (words.every(({ word }) => lexicon.ignored.has(word)) || weightOf(words, lexicon) <= SAYS_NOTHING) {
    return { problem: `“${text}” is in nearly every story.`, advice: 'Name it by words that only such stories have.' };
  }
  return null;
}

/** What else a way of saying something would mean; null where it is plain. */
function doubtOf(text: string, lexicon: Lexicon): OwnProblem | null {
  const [first, second] = readPhrase(text);
  const isCased = /\p{Lu}/u.test(text);
  if (first === undefined || second !== undefined) return isCased ? null : commonIn(text, lexicon);
  if (/^\p{Script=Latin}$|^\p{N}{1,2}$/u.test(first.word)) {
    return { problem: `“${text}” is too short to mean one thing.`, advice: 'Write it out.' };
  }
  if (lexicon.doubtful.has(first.word) && !isCased) {
    return {
      problem: `“${text}” is a common word as well as a name.`,
      advice: `With capitals (${text.toUpperCase()}) it is met only where an article writes them.`,
    };
  }
  return isCased ? null : commonIn(text, lexicon);
}

/** The lexicon with which a workspace's topics are compiled: what stands for its own words counts beside what the lexicon knows. */
export function withOwnWords(lexicon: Lexicon, words: readonly OwnWord[]): Lexicon {
  if (words.length === 0) return lexicon;
  const own = new Map<string, OwnSense>();
  for (const { heading, forms } of words) {
    own.set(ownKey(heading), {
      heading,
      forms: forms.map(({ text, weight }) => ({ form: ownForm(text), text, weight })),
    });
  }
  return { ...lexicon, own };
}

// As in the files: what is written with capitals is a name, and means only what has them.
function ownForm(text: string) {
  return /\p{Lu}/u.test(text) ? nameForm(text) : conceptForm(text);
}
