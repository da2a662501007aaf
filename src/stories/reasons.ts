import { type Report, says, spellingIn, textOf } from './block.ts';
import { conflict } from './conflict.ts';
import type { Refused } from './same-event.ts';
import { sharedTerms } from './terms.ts';

/** The word for a key, where one is known. */
export type Spell = (key: number) => string | undefined;

const MOST_SHARED = 4;

/** “shares Istanbul, embassy, Lavrov with “Russia, US hold talks …” and 2 other reports” */
export function whyJoined(article: Report, nearest: Report, others: number, spell: Spell): string {
  const names = sharedTerms(
    article.data.subarray(article.names, article.title),
    nearest.data.subarray(nearest.names, nearest.title),
  ).slice(0, MOST_SHARED - 1);
  const words = sharedTerms(
    article.data.subarray(article.words, article.pairs),
    nearest.data.subarray(nearest.words, nearest.pairs),
  );
  const spelled = new Set([...names, ...words.slice(0, 2 * MOST_SHARED)].flatMap((key) => spell(key) ?? []));
  const shared = [...spelled].slice(0, MOST_SHARED);
  const what = shared.length === 0 ? 'is worded' : `shares ${shared.join(', ')}`;
  const more = others < 1 ? '' : ` and ${others === 1 ? 'one other report' : `${others} other reports`}`;
  return `${what} ${shared.length === 0 ? 'like' : 'with'} ${quoted(nearest)}${more}`;
}

/** Why an article that reads much like another is not in its story. */
export function whyNot(
  refused: Refused | null,
  own: readonly Report[],
  theirs: readonly Report[],
  nearest: Report,
): string {
  return `not the same event as ${quoted(nearest)}: ${difference(refused, own, theirs)}`;
}

function difference(refused: Refused | null, own: readonly Report[], theirs: readonly Report[]): string {
  switch (refused?.because) {
    case 'silence':
      return `published ${Math.round(refused.days)} days apart`;
    case 'announcement':
      return `${refused.isFirst ? 'this one' : 'that one'} announces it (“${refused.words}”)`;
    case 'date':
      return `${refused.isFirst ? 'this one' : 'that one'} speaks of ${refused.day}`;
    case 'year':
      return `this one is about ${refused.first}, that one about ${refused.second}`;
    case 'conflict':
      return contrasted(own, theirs) ?? 'alike only in part';
    case 'distance': {
      const known = contrasted(own, theirs);
      return known === null ? 'alike only in part' : `alike only in part; ${known}`;
    }
    case undefined:
      return 'close to it, but not to the rest of its story';
  }
}

const TELLING = 0.5;

/** “all 7 say Banstead, all 11 say Wellington”, or null where nothing tells them apart so clearly. */
function contrasted(own: readonly Report[], theirs: readonly Report[]): string | null {
  const found = conflict(own, theirs);
  if (found === null || found.degree < TELLING) return null;
  const [mine, other] = [spelling(own, found.mine), spelling(theirs, found.theirs)];
  if (mine === undefined || other === undefined) return null;
  return `${share(own, found.mine)} ${mine}, ${share(theirs, found.theirs)} ${other}`;
}

function spelling(group: readonly Report[], mark: number): string | undefined {
  const one = group.find((report) => spellingIn(report, mark) !== undefined);
  return one === undefined ? undefined : spellingIn(one, mark);
}

function share(group: readonly Report[], mark: number): string {
  const count = group.filter((report) => says(report, mark)).length;
  if (group.length === 1) return 'one says';
  return count === group.length ? `all ${count} say` : `${count} of ${group.length} say`;
}

function quoted(report: Report): string {
  return `“${textOf(report).title}”`;
}
