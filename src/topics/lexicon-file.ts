import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from '../lib/yaml.ts';

/** A text of `config/lexicon`, with the name to call it by in messages. */
export type LexiconFile = { readonly name: string; readonly text: string };

/** What the files say, before it is compiled. A heading that a form belongs to is its own first form. */
export type LexiconEntries = {
  /** Extra forms of a country, by ISO code. */
  readonly countries: readonly Heading[];
  /** Cities, states, regions. */
  readonly places: readonly Heading[];
  /** Organisations and other proper names. */
  readonly names: readonly Heading[];
  /** Names of countries and cities in other languages, by their English name. */
  readonly abroad: readonly Heading[];
  /** News concepts: families of words and near-synonyms. */
  readonly concepts: readonly Heading[];
  /** Names that hold another's name ("New Mexico") and are nobody's form. */
  readonly others: readonly string[];
  /** Names of countries and places that are people's names too ("Jordan"). */
  readonly persons: readonly string[];
  /** Cased forms that are common words where a text has no capitals ("who", "turkey"). */
  readonly doubtful: readonly string[];
  /** Forms of the data package that are left out. */
  readonly dropped: readonly string[];
  /** Words that carry no meaning of their own in a topic ("the", "about"). */
  readonly ignored: readonly string[];
  /** Words that news uses about everything: they weigh little. */
  readonly common: readonly string[];
};

/** A heading and its forms, with a weight of 0 to 1 each. */
export type Heading = {
  readonly heading: string;
  readonly forms: readonly { readonly text: string; readonly weight: number }[];
};

const HEADED = ['countries', 'places', 'names', 'abroad', 'concepts'] as const;
const LISTED = ['others', 'persons', 'doubtful', 'dropped', 'ignored', 'common'] as const;
const MOST_PROBLEMS = 50;

/** Reads lexicon files. What cannot be read is left out and named in `problems`: file, line, and what to do. Never throws. */
export function readLexiconFiles(files: readonly LexiconFile[]): {
  readonly entries: LexiconEntries;
  readonly problems: readonly string[];
} {
  const headed: Record<(typeof HEADED)[number], Heading[]> = {
    countries: [],
    places: [],
    names: [],
    abroad: [],
    concepts: [],
  };
  const listed: Record<(typeof LISTED)[number], string[]> = {
    others: [],
    persons: [],
    doubtful: [],
    dropped: [],
    ignored: [],
    common: [],
  };
  const problems: string[] = [];
  for (const file of files) readFile(file, headed, listed, problems);
  return { entries: { ...headed, ...listed }, problems: problems.slice(0, MOST_PROBLEMS) };
}

function readFile(
  file: LexiconFile,
  headed: Record<(typeof HEADED)[number], Heading[]>,
  listed: Record<(typeof LISTED)[number], string[]>,
  problems: string[],
): void {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, uniqueKeys: true });
  const say = (node: unknown, what: string) => {
    const offset = isRanged(node) ? (node.range?.[0] ?? 0) : 0;
    problems.push(`${file.name}, line ${lines.linePos(offset).line}: ${what}`);
  };
  for (const error of document.errors) {
    problems.push(`${file.name}, line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0]}`);
  }
  const root = document.contents;
  if (root === null) return;
  if (!isMap(root)) {
    say(root, `write the entries under one of ${[...HEADED, ...LISTED].join(', ')}.`);
    return;
  }
  for (const pair of root.items) {
    const key = textOf(pair.key);
    const heading = HEADED.find((name) => name === key);
    const list = LISTED.find((name) => name === key);
    if (heading !== undefined) readHeadings(pair, say, (found) => headed[heading].push(found));
    else if (list !== undefined) readList(pair.value, say, (text) => listed[list].push(text));
    else say(pair.key, `"${key}" is not known here. Use one of ${[...HEADED, ...LISTED].join(', ')}.`);
  }
}

type Say = (node: unknown, what: string) => void;

function readHeadings(pair: Pair, say: Say, keep: (heading: Heading) => void): void {
  if (!isMap(pair.value)) {
    say(pair.key, 'write "heading: [form, form]" under it, one heading a line.');
    return;
  }
  for (const item of pair.value.items) {
    if (!isPair(item)) continue;
    const heading = textOf(item.key).trim();
    if (heading === '') {
      say(item.key, 'this heading is empty. Name the thing its forms stand for.');
      continue;
    }
    const forms: { text: string; weight: number }[] = [];
    if (item.value !== null && !(isScalar(item.value) && item.value.value === null)) {
      readList(item.value, say, (text, node) => {
        const weighted = /^(.*?)\s*~\s*(\S+)$/u.exec(text);
        const weight = weighted === null ? 1 : Number(weighted[2]);
        if (!(weight > 0 && weight <= 1)) say(node, `"${text}": the weight after ~ must lie between 0 and 1.`);
        else forms.push({ text: weighted?.[1] ?? text, weight });
      });
    }
    keep({ heading, forms });
  }
}

function readList(value: unknown, say: Say, keep: (text: string, node: unknown) => void): void {
  if (!isSeq(value)) {
    say(value, 'write a list here: [form, form].');
    return;
  }
  for (const item of value.items) {
    const text = textOf(item).trim();
    if (/[\p{L}\p{N}]/u.test(text)) keep(text, item);
    else say(item, `"${text}" holds no word. Write the words as they stand in news.`);
  }
}

// As it was written: an unquoted `NO`, `on` or `1.0` is meant as a word.
function textOf(node: unknown): string {
  if (!isScalar(node)) return '';
  return node.source ?? String(node.value ?? '');
}

function isRanged(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}
