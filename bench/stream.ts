import { readFileSync } from 'node:fs';

/** A report of a made-up event, before anybody has read it. */
export type Report = {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly publisher: string;
};

export type Draw = () => number;

/** mulberry32: the same numbers in every run. */
export function seeded(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** English words of letters alone, the commonest first. */
const WORDS = readFileSync(new URL('../src/lib/english-words.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .flatMap((line) => line.split(/\s+/))
  .filter((word) => /^[a-z]+$/.test(word));

/** A word by Zipf's law with exponent 1, none of the `skipped` commonest. */
export function zipfWord(draw: Draw, skipped = 0): string {
  const most = WORDS.length - skipped;
  return WORDS[skipped + Math.floor(most ** draw()) - 1] ?? 'news';
}

const SYLLABLES = ['ba', 'ko', 'ri', 'ven', 'tal', 'mor', 'su', 'den', 'li', 'gra', 'po', 'zan', 'ter', 'wi', 'hol'];

/** A name of four syllables: there are 50,000. */
export function madeUpName(draw: Draw): string {
  const name = Array.from({ length: 4 }, () => pick(draw, SYLLABLES)).join('');
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function pick<T>(draw: Draw, list: readonly T[]): T {
  const one = list[Math.floor(draw() * list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

type Event = { readonly names: readonly string[]; readonly sentences: readonly string[] };

const WORDS_OF_AN_ARTICLE = 400;
const WORDS_OF_A_SENTENCE = 20;
const RECENT_EVENTS = 500;
const PUBLISHERS = 200;

function sentence(draw: Draw, names: readonly string[]): string {
  const words = Array.from({ length: WORDS_OF_A_SENTENCE }, () => zipfWord(draw));
  words[3] = pick(draw, names);
  words[11] = pick(draw, names);
  return `The ${words.join(' ')}.`;
}

function newEvent(draw: Draw): Event {
  const names = Array.from({ length: 6 }, () => madeUpName(draw));
  const length = WORDS_OF_AN_ARTICLE / WORDS_OF_A_SENTENCE;
  return { names, sentences: Array.from({ length }, () => sentence(draw, names)) };
}

/**
 * Reports as news brings them: 45 % open a new event, 22 % are lightly cut copies of a report of one of the last 500 events, 33 % rewrites that
 * share its names and half its sentences.
 */
export function newsStream(seed: number): () => Report {
  const draw = seeded(seed);
  const events: Event[] = [newEvent(draw)];
  return () => {
    if (draw() < 0.45) events.push(newEvent(draw));
    if (events.length > RECENT_EVENTS) events.shift();
    const { names, sentences } = pick(draw, events);
    const told =
      draw() < 0.4
        ? sentences.filter((_, place) => place < 3 || draw() > 0.05)
        : sentences.map((written) => (draw() < 0.5 ? written : sentence(draw, names)));
    const paragraphs = Array.from({ length: Math.ceil(told.length / 3) }, (_, n) =>
      told.slice(3 * n, 3 * n + 3).join(' '),
    );
    const title = `${names.slice(0, 2).join(' and ')} ${told[0]?.slice(4, 50).replace(/\s\S*$/, '') ?? ''}`;
    return { title, paragraphs, publisher: `Paper ${Math.floor(draw() * PUBLISHERS)}` };
  };
}

/** A topic of 2 to 6 concepts, half of them plain phrases and half with operators; most of them name somebody. */
export function topicQuery(draw: Draw): string {
  const words = Array.from({ length: 2 + Math.floor(draw() * 5) }, () => zipfWord(draw, 3_000));
  if (draw() < 0.8) words[0] = madeUpName(draw);
  if (draw() < 0.5) return words.join(' ');
  const [first = '', second = '', ...rest] = words;
  const kind = draw();
  const head =
    kind < 0.2 ? `"${first} ${second}"` : kind < 0.3 ? `${first} NEAR/10 ${second}` : `${first} AND ${second}`;
  const tail = rest.map((word) =>
    draw() < 0.3 ? `-${word}` : draw() < 0.4 ? `AND (${word}|${zipfWord(draw, 3_000)})` : `AND ${word}`,
  );
  return [head, ...tail].join(' ');
}
