import { KIND, type Kind, type Report, squares } from './block.ts';
import { createMatcher, dot, holds, sharedCount } from './terms.ts';

/** In what two articles are alike, each from 0 to 1. */
export type Likeness = {
  readonly words: number;
  readonly pairs: number;
  readonly names: number;
  readonly title: number;
  readonly numbers: number;
  /** 1 where both are bulletins of a few sentences, each with names in its headline of which the other mentions none (Peshawar here, Kabul there); else 0. */
  readonly strangers: number;
};

/** Compares two articles kind by kind. */
export function likeness(a: Report, b: Report): Likeness {
  return {
    words: wordLikeness(a, b),
    pairs: pairLikeness(a, b),
    names: nameLikeness(a, b),
    title: cosine(KIND.title, a, a.title, a.numbers, b, b.title, b.numbers),
    numbers: cosine(KIND.numbers, a, a.numbers, a.headlined, b, b.numbers, b.headlined),
    strangers: Number(isStranger(a, b) && isStranger(b, a)),
  };
}

/** The cosine of their words: 0 nothing in common, 1 the same. Quickest where one report is compared with many. */
export function wordLikeness(a: Report, b: Report): number {
  return WORDS.compare(a, b);
}

/** The cosine of their pairs of neighbouring words. */
export function pairLikeness(a: Report, b: Report): number {
  return PAIRS.compare(a, b);
}

const WORDS = comparer(KIND.words, 'words', 'pairs');
const PAIRS = comparer(KIND.pairs, 'pairs', 'names');

/** Compares the long sections of reports; the report that was compared last is ready for the next. */
function comparer(kind: Kind, from: 'words' | 'pairs', to: 'pairs' | 'names') {
  const matcher = createMatcher();
  let ready: Report | null = null;
  return {
    compare(a: Report, b: Report): number {
      const other = ready === b ? a : b;
      if (ready !== a && ready !== b) {
        ready = a;
        matcher.take(a.data, a[from], a[to]);
      }
      const sum = matcher.dot(other.data, other[from], other[to]);
      return sum === 0 ? 0 : sum / Math.sqrt(squares(a, kind) * squares(b, kind));
    },
  };
}

/** The cosine of their names. */
export function nameLikeness(a: Report, b: Report): number {
  return cosine(KIND.names, a, a.names, a.title, b, b.names, b.title);
}

function cosine(kind: Kind, a: Report, aFrom: number, aTo: number, b: Report, bFrom: number, bTo: number): number {
  const sum = dot(a.data, aFrom, aTo, b.data, bFrom, bTo);
  return sum === 0 ? 0 : sum / Math.sqrt(squares(a, kind) * squares(b, kind));
}

// Agencies write bulletins of one kind in one wording, whatever they are about: only the names tell them apart.
const BULLETIN_WORDS = 60;
const NAMES_OF_ONE_EVENT = 0.7;
const STRANGERS = -5;

/**
 * The log-odds that two articles tell the same event. Weights rounded from a search over half of the stories of four labelled collections; the
 * results hardly change when they do.
 */
export function logOdds(like: Likeness): number {
  if (like.strangers === 1 && like.names < NAMES_OF_ONE_EVENT) return STRANGERS;
  return 22 * like.words + 40 * like.pairs + 3 * like.names + 4 * like.title + 2 * like.numbers - 5.3;
}

// An article of so few different words is hardly more than a headline.
const HEADLINE_WORDS = 12;

/** True where neither article has more than a headline. */
export function areHeadlines(a: Report, b: Report): boolean {
  return a.pairs - a.words <= HEADLINE_WORDS && b.pairs - b.words <= HEADLINE_WORDS;
}

/**
 * The log-odds that two headlines tell the same event. Of so few words two make up a large part, whatever they are ("Trump", "court"): how many they share
 * tells as much as how large a part that is. Which words stand side by side tells nothing more.
 */
export function headlineOdds(a: Report, b: Report): number {
  if (isStranger(a, b) && isStranger(b, a) && nameLikeness(a, b) < NAMES_OF_ONE_EVENT) return STRANGERS;
  const shared = sharedCount(a.data, a.words, a.pairs, b.data, b.words, b.pairs);
  const odds = 26 * wordLikeness(a, b) + 3.5 * Math.log(Math.max(1, shared)) - 9;
  return isNameless(a) || isNameless(b) ? odds - NAMELESS : odds;
}

// Where no name can be told from other words, as in the small letters of a web address, "trump" and "judge" make no event: nearly all words must be the same.
const NAMELESS = 12;

function isNameless({ names, title }: Report): boolean {
  return names === title;
}

function isStranger(report: Report, other: Report): boolean {
  const { data, headlined, days } = report;
  if (report.pairs - report.words > BULLETIN_WORDS || headlined === days) return false;
  for (let i = headlined; i < days; i += 1) {
    if (holds(other.data, other.names, other.title, data[i] ?? 0)) return false;
  }
  return true;
}
