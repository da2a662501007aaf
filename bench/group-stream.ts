import type { Article } from '../src/articles/article.ts';
import { instant, MINUTE_MS } from '../src/lib/clock.ts';
import { articleId } from '../src/lib/ids.ts';

/** An article of a made-up stream, and what is known of it. */
export type Told = {
  readonly article: Article;
  /** The number of the event that it tells. */
  readonly event: number;
  readonly kind: 'first' | 'copy' | 'rewrite';
};

export type StreamKind = 'news' | 'affair' | 'repeats';

const WORDS = 400;
const VOCABULARY = 60_000;
const SENTENCE = 20;
const RECENT_EVENTS = 500;

type Event = { readonly number: number; readonly names: readonly string[]; readonly sentences: readonly string[] };
type Draw = () => number;

/** mulberry32: the same stream in every run. */
function seeded(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYLLABLES =
  'ba be bi bo bu ca ce co da de di do fa fe fi ga go ha he hi ja ka ke ki la le li lo ma me mi mo na ne ni no pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi wa za'.split(
    ' ',
  );

function spell(n: number): string {
  let rest = n + 50;
  let word = '';
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word;
}

const vocabulary = Array.from({ length: VOCABULARY }, (_, rank) => spell(rank));

// Zipf with exponent 1: the rank is spread evenly over its logarithm.
function zipfWord(draw: Draw): string {
  return vocabulary[Math.floor(VOCABULARY ** draw()) - 1] ?? '';
}

function sentence(draw: Draw, names: readonly string[]): string {
  const words = Array.from({ length: SENTENCE }, () => zipfWord(draw));
  words[3] = names[Math.floor(draw() * names.length)] ?? '';
  words[11] = names[Math.floor(draw() * names.length)] ?? '';
  return `The ${words.join(' ')}.`;
}

function newEvent(draw: Draw, number: number): Event {
  const names = Array.from({ length: 6 }, () => {
    const name = spell(100_000 + Math.floor(draw() * 2_000_000));
    return name.charAt(0).toUpperCase() + name.slice(1);
  });
  return { number, names, sentences: Array.from({ length: WORDS / SENTENCE }, () => sentence(draw, names)) };
}

/**
 * A stream of 400-word articles of Zipf-distributed words, one a minute. `news`: 45 % open a new event, 22 % are lightly cut copies of a report of one
 * of the last 500 events, 33 % rewrites that share its names and half its sentences. `affair`: all rewrites of one event. `repeats`: all copies of one text.
 */
export function stream(kind: StreamKind, seed: number): () => Told {
  const draw = seeded(seed);
  const recent: Event[] = [newEvent(draw, 0)];
  let count = 0;
  let events = 1;
  return () => {
    count += 1;
    const isNew = kind === 'news' && draw() < 0.45;
    if (isNew) recent.push(newEvent(draw, events++));
    if (recent.length > RECENT_EVENTS) recent.shift();
    const event = isNew ? recent.at(-1) : recent[Math.floor(draw() * recent.length)];
    if (event === undefined) throw new Error('no event');
    const isCopy = kind === 'repeats' || isNew || (kind === 'news' && draw() < 0.4);
    const sentences = isCopy
      ? event.sentences.filter((_, place) => place < 3 || draw() > 0.05)
      : event.sentences.map((written) => (draw() < 0.5 ? written : sentence(draw, event.names)));
    const article = articleOf(`${kind} ${seed} ${count}`, count, event.names, sentences);
    return { article, event: event.number, kind: isNew ? 'first' : isCopy ? 'copy' : 'rewrite' };
  };
}

function articleOf(name: string, minute: number, names: readonly string[], sentences: readonly string[]): Article {
  const at = instant(Date.UTC(2025, 0, 1) + minute * MINUTE_MS);
  return {
    id: articleId(name),
    title: `${names.slice(0, 3).join(' ')} ${sentences[0]?.slice(4, 60) ?? ''}`,
    titleOrigin: 'stated',
    text: sentences.join(' '),
    summary: [],
    time: at === null ? { origin: 'unknown' } : { origin: 'stated', at, precision: 'minute', zone: 'UTC' },
    publisher: null,
    agency: null,
    place: null,
    url: null,
    image: null,
    language: 'en',
  };
}
