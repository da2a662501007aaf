import type { Refused, Report } from './same-event.ts';
import { sharedTerms } from './vector.ts';

/** The word for a key, where one is known. */
export type Spell = (key: number) => string | undefined;

const MOST_SHARED = 4;

/** "shares Istanbul, embassy, Lavrov with “Russia, US hold talks …”" */
export function whyJoined(article: Report, nearest: Report, others: number, spell: Spell): string {
  const names = sharedTerms(article.fingerprint.names, nearest.fingerprint.names);
  const words = sharedTerms(article.fingerprint.words, nearest.fingerprint.words);
  const named = new Set([...names.slice(0, MOST_SHARED - 1), ...words].map(({ key }) => spell(key)));
  const shared = [...named].filter((word) => word !== undefined).slice(0, MOST_SHARED);
  const more = others > 0 ? ` and ${others === 1 ? 'one other report' : `${others} other reports`}` : '';
  return `shares ${shared.join(', ')} with ${quoted(nearest)}${more}`;
}

/** Why an article that reads much like another is not in its story. */
export function whyNot(
  refused: Refused | null,
  own: readonly Report[],
  theirs: readonly Report[],
  nearest: Report,
  spell: Spell,
): string {
  const head = `not the same event as ${quoted(nearest)}`;
  if (refused === null) return `${head}: close to it, but not to the rest of its story`;
  switch (refused.because) {
    case 'silence':
      return `${head}: published ${Math.round(refused.days)} days apart`;
    case 'announcement':
      return `${head}: ${refused.isFirst ? 'this one' : 'that one'} announces it (“${refused.words}”)`;
    case 'conflict': {
      const { mine, theirs: other } = refused.conflict;
      return `${head}: ${share(own, mine)} ${spell(mine) ?? 'one thing'}, ${share(theirs, other)} ${spell(other) ?? 'another'}`;
    }
  }
}

function share(group: readonly Report[], mark: number): string {
  const count = group.filter(({ fingerprint }) => fingerprint.marks.includes(mark)).length;
  if (group.length === 1) return 'this one says';
  return count === group.length ? `all ${count} say` : `${count} of ${group.length} say`;
}

function quoted({ title }: Report): string {
  return `“${title.length > 80 ? `${title.slice(0, 79).trimEnd()}…` : title}”`;
}
