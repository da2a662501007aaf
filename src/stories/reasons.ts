import type { Report } from './report.ts';
import { contrast, type Refused } from './same-event.ts';
import { sharedTerms } from './vector.ts';

/** The word for a key, where one is known. */
export type Spell = (key: number) => string | undefined;

const MOST_SHARED = 4;

/** “shares Istanbul, embassy, Lavrov with “Russia, US hold talks …” and 2 other reports” */
export function whyJoined(article: Report, nearest: Report, others: number, spell: Spell): string {
  const names = sharedTerms(article.fingerprint.names, nearest.fingerprint.names).slice(0, MOST_SHARED - 1);
  const words = sharedTerms(article.fingerprint.words, nearest.fingerprint.words);
  const spelled = new Set([...names, ...words].flatMap(({ key }) => spell(key) ?? []));
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
  spell: Spell,
): string {
  return `not the same event as ${quoted(nearest)}: ${difference(refused, own, theirs, spell)}`;
}

function difference(refused: Refused | null, own: readonly Report[], theirs: readonly Report[], spell: Spell): string {
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
      return contrasted(own, theirs, spell) ?? 'alike only in part';
    case 'distance': {
      const known = contrasted(own, theirs, spell);
      return known === null ? 'alike only in part' : `alike only in part; ${known}`;
    }
    case undefined:
      return 'close to it, but not to the rest of its story';
  }
}

const TELLING = 0.5;

/** “all 7 say Banstead, all 11 say Wellington”, or null where nothing tells them apart so clearly. */
function contrasted(own: readonly Report[], theirs: readonly Report[], spell: Spell): string | null {
  const found = contrast(own, theirs);
  if (found === null || found.degree < TELLING) return null;
  const [mine, other] = [spell(found.mine), spell(found.theirs)];
  if (mine === undefined || other === undefined) return null;
  return `${share(own, found.mine)} ${mine}, ${share(theirs, found.theirs)} ${other}`;
}

function share(group: readonly Report[], mark: number): string {
  const count = group.filter(({ fingerprint }) => fingerprint.marks.includes(mark)).length;
  if (group.length === 1) return 'one says';
  return count === group.length ? `all ${count} say` : `${count} of ${group.length} say`;
}

const MOST_TITLE = 80;

function quoted({ title }: Report): string {
  return `“${title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1).trimEnd()}…` : title}”`;
}
