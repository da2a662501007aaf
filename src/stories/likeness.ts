import type { Fingerprint } from './fingerprint.ts';
import { cosine } from './vector.ts';

/** In what two articles are alike, each from 0 to 1. */
export type Likeness = {
  readonly words: number;
  readonly pairs: number;
  readonly names: number;
  readonly title: number;
};

/** Compares two articles kind by kind. */
export function likeness(a: Fingerprint, b: Fingerprint): Likeness {
  return {
    words: cosine(a.words, b.words),
    pairs: cosine(a.pairs, b.pairs),
    names: cosine(a.names, b.names),
    title: cosine(a.title, b.title),
  };
}

/** The log-odds that two articles tell the same event. */
export function logOdds(like: Likeness): number {
  return 18 * like.words + 30 * like.pairs + 2 * like.names + 5 * like.title - 5.3;
}
