import { DatabaseSync } from 'node:sqlite';
import { foldedWords } from '../src/lib/text.ts';
import type { Told } from './group-stream.ts';

/** Another way to find the event of an article. */
export type Peer = {
  /** Takes in an article whose event is known. */
  fill(told: Told): void;
  /** The event that an article is taken to tell, or null for a new one; takes it in under its true event. */
  judge(told: Told): number | null;
};

const RAREST = 12;
const BEST = 20;
// Rewrites that share half their sentences have a third of their words in common, unrelated reports a tenth.
const ALIKE = 0.25;

/** SQLite FTS5, in memory: the best twenty for the twelve rarest words by BM25, of which the one with most words in common is taken if these are a quarter. */
export function fullTextSearch(): Peer {
  const db = new DatabaseSync(':memory:');
  db.exec("CREATE VIRTUAL TABLE articles USING fts5(text, content='')");
  const insert = db.prepare('INSERT INTO articles(rowid, text) VALUES (?, ?)');
  const select = db.prepare(`SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ${BEST}`);
  const counts = new Map<string, number>();
  const filed: { readonly event: number; readonly words: ReadonlySet<string> }[] = [];

  function fill({ article, event }: Told): void {
    const words = new Set(foldedWords(`${article.title} ${article.text}`));
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    filed.push({ event, words });
    insert.run(filed.length, `${article.title} ${article.text}`);
  }

  return {
    fill,
    judge(told) {
      const words = new Set(foldedWords(`${told.article.title} ${told.article.text}`));
      const rarest = [...words].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0)).slice(0, RAREST);
      const rows = select.all(rarest.map((word) => `"${word}"`).join(' OR '));
      let best: { event: number; alike: number } | null = null;
      for (const { rowid } of rows) {
        const other = filed[Number(rowid) - 1];
        if (other === undefined) continue;
        const alike = jaccard(words, other.words);
        if (alike >= ALIKE && alike > (best?.alike ?? 0)) best = { event: other.event, alike };
      }
      fill(told);
      return best?.event ?? null;
    },
  };
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) shared += Number(b.has(word));
  return shared / (a.size + b.size - shared);
}

const VALUES = 64;
const BANDS = 16;
const ROWS = VALUES / BANDS;

/** MinHash as in the textbooks (Broder 1997): 64 values over runs of three words, 16 bands of 4; joined at half the values alike. */
export function minHash(): Peer {
  const signatures: Uint32Array[] = [];
  const events: number[] = [];
  const buckets = Array.from({ length: BANDS }, () => new Map<number, number>());

  function bandKeys(signature: Uint32Array): number[] {
    return buckets.map((_, band) => signature.subarray(band * ROWS, (band + 1) * ROWS).reduce(mixed, 7));
  }

  function keep(signature: Uint32Array, event: number): void {
    signatures.push(signature);
    events.push(event);
    for (const [band, key] of bandKeys(signature).entries()) buckets[band]?.set(key, signatures.length - 1);
  }

  return {
    fill: ({ article, event }) => keep(signatureOf(article.text), event),
    judge({ article, event }) {
      const signature = signatureOf(article.text);
      let best: { event: number; alike: number } | null = null;
      for (const [band, key] of bandKeys(signature).entries()) {
        const place = buckets[band]?.get(key);
        const other = place === undefined ? undefined : signatures[place];
        if (place === undefined || other === undefined) continue;
        const alike = signature.filter((value, i) => value === other[i]).length / VALUES;
        if (alike >= 0.5 && alike > (best?.alike ?? 0)) best = { event: events[place] ?? -1, alike };
      }
      keep(signature, event);
      return best?.event ?? null;
    },
  };
}

function signatureOf(text: string): Uint32Array {
  const signature = new Uint32Array(VALUES).fill(0xffff_ffff);
  for (const shingle of shingles(text, 3)) {
    for (let i = 0; i < VALUES; i += 1) {
      const value = mixed(shingle, i);
      if (value < (signature[i] ?? 0)) signature[i] = value;
    }
  }
  return signature;
}

const BITS = 64;
const TABLES = 4;
const DISTANCE = 3;

/** SimHash as Google used it (Manku, Jain and Das Sarma 2007): 64 bits, joined at a distance of three or less, found by four tables of sixteen bits. */
export function simHash(): Peer {
  const hashes: Uint16Array[] = [];
  const events: number[] = [];
  const tables = Array.from({ length: TABLES }, () => new Map<number, number[]>());

  function keep(hash: Uint16Array, event: number): void {
    hashes.push(hash);
    events.push(event);
    tables.forEach((table, i) => {
      const key = hash[i] ?? 0;
      const list = table.get(key);
      if (list === undefined) table.set(key, [hashes.length - 1]);
      else list.push(hashes.length - 1);
    });
  }

  return {
    fill: ({ article, event }) => keep(simHashOf(article.text), event),
    judge({ article, event }) {
      const hash = simHashOf(article.text);
      let found: number | null = null;
      for (const [i, table] of tables.entries()) {
        for (const place of table.get(hash[i] ?? 0) ?? []) {
          if (distance(hash, hashes[place] ?? hash) <= DISTANCE) found = events[place] ?? null;
        }
      }
      keep(hash, event);
      return found;
    },
  };
}

function simHashOf(text: string): Uint16Array {
  const sums = new Int32Array(BITS);
  for (const word of shingles(text, 1)) {
    for (let half = 0; half < 2; half += 1) {
      const value = mixed(word, half);
      for (let bit = 0; bit < 32; bit += 1) {
        const at = half * 32 + bit;
        sums[at] = (sums[at] ?? 0) + ((value >>> bit) & 1 ? 1 : -1);
      }
    }
  }
  const hash = new Uint16Array(TABLES);
  sums.forEach((sum, bit) => {
    if (sum > 0) hash[bit >>> 4] = (hash[bit >>> 4] ?? 0) | (1 << (bit & 15));
  });
  return hash;
}

function distance(a: Uint16Array, b: Uint16Array): number {
  let bits = 0;
  a.forEach((part, i) => {
    for (let rest = part ^ (b[i] ?? 0); rest > 0; rest &= rest - 1) bits += 1;
  });
  return bits;
}

/** Numbers of the runs of so many words. */
function shingles(text: string, length: number): readonly number[] {
  const words = foldedWords(text).map((word) => {
    let hash = 0x811c_9dc5;
    for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x0100_0193);
    return hash >>> 0;
  });
  return words.slice(length - 1).map((_, i) => words.slice(i, i + length).reduce(mixed));
}

function mixed(a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(b + 1, 0x9e37_79b1), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
