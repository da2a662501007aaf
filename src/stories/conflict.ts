import type { Report } from './block.ts';
import { createKeyTable } from './key-table.ts';
import { keyOf } from './terms.ts';

/** Two groups are known by different things: nearly all of each hold a mark (a name, number or day) that hardly any of the other holds. */
export type Conflict = {
  /** 0 to 1: the lesser of the two sides' differences of rates. */
  readonly degree: number;
  readonly mine: number;
  readonly theirs: number;
};

// Four hundred articles with as many marks as a block holds; what further ones add is not looked at.
const MOST_MARKS = 2 ** 15;
const marks = createKeyTable(MOST_MARKS);
const counts = [new Uint16Array(MOST_MARKS), new Uint16Array(MOST_MARKS)] as const;

/**
 * How far two groups of articles contradict one another in names, numbers and dates. The rate of a mark in a group is (articles with it + 0.5) /
 * (articles + 1), so that two single articles never pass 0.5 and certainty grows with size. Null where one side has nothing of its own.
 */
export function conflict(a: readonly Report[], b: readonly Report[]): Conflict | null {
  marks.clear();
  for (const report of a) count(report, 0);
  for (const report of b) count(report, 1);
  const mine = strongest(0, a.length, b.length);
  const theirs = strongest(1, b.length, a.length);
  if (mine === null || theirs === null) return null;
  return { degree: Math.min(mine.difference, theirs.difference), mine: mine.mark, theirs: theirs.mark };
}

function count({ data, names, title, numbers, headlined, days, near }: Report, side: 0 | 1): void {
  for (let i = names; i < title; i += 1) countMark(keyOf(data[i] ?? 0), side);
  for (let i = numbers; i < headlined; i += 1) countMark(keyOf(data[i] ?? 0), side);
  for (let i = days; i < near; i += 1) countMark(data[i] ?? 0, side);
}

function countMark(mark: number, side: 0 | 1): void {
  const known = marks.count();
  if (known === MOST_MARKS && marks.find(mark) < 0) return;
  const place = marks.place(mark);
  if (place === known) for (const column of counts) column[place] = 0;
  counts[side][place] = (counts[side][place] ?? 0) + 1;
}

function strongest(
  side: 0 | 1,
  size: number,
  otherSize: number,
): { readonly mark: number; readonly difference: number } | null {
  const own = counts[side];
  const other = counts[side === 0 ? 1 : 0];
  let mark = -1;
  let most = 0;
  for (let i = 0; i < marks.count(); i += 1) {
    const held = own[i] ?? 0;
    if (held === 0) continue;
    const difference = (held + 0.5) / (size + 1) - ((other[i] ?? 0) + 0.5) / (otherSize + 1);
    if (mark < 0 || difference > most || (difference === most && marks.key(i) < mark)) {
      mark = marks.key(i);
      most = difference;
    }
  }
  return mark < 0 ? null : { mark, difference: most };
}
