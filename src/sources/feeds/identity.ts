import { digest } from '../../lib/ids.ts';
import { foldedWords } from '../../lib/text.ts';
import { addressKey } from './address.ts';
import type { FeedItem } from './document.ts';

/** By what an item is known again. The time is no part of it: feeds move it as they like. */
export type ItemMark = {
  readonly guid: string | null;
  /** See `addressKey`. */
  readonly address: string | null;
  /** Digests of the words of its title and of its text; null where it has none, or (text) too few to say which item it is. */
  readonly title: string | null;
  readonly text: string | null;
};

/** What an item is to what was seen of its feed before. `mark` is the one it was known by. */
export type ItemVerdict<T extends ItemMark> =
  | { readonly kind: 'new' }
  /** Nothing of it that a reader sees has changed. */
  | { readonly kind: 'known'; readonly mark: T }
  | { readonly kind: 'changed'; readonly mark: T };

export type Identified<T extends ItemMark> = {
  /** In the order of the items. One that comes twice in a fetch is new once, and known the second time. */
  readonly verdicts: readonly ItemVerdict<T | ItemMark>[];
  /** False where guids name no item: several share one, or they change from fetch to fetch. Hold this with the feed, and give it back next time. */
  readonly areGuidsTrusted: boolean;
};

// "Read more on our site" says nothing of an item.
const TELLING_WORDS = 12;

/** The mark of an item as it stands in its feed. */
export function markOf({ id, url, title, text }: FeedItem): ItemMark {
  const titleWords = foldedWords(title ?? '');
  const textWords = foldedWords(text ?? '');
  return {
    guid: id === null || id.length > 2_000 ? (id === null ? null : digest(id)) : id,
    address: url === null ? null : addressKey(url),
    title: titleWords.length === 0 ? null : digest(titleWords.join(' ')),
    text: textWords.length < TELLING_WORDS ? null : digest(textWords.join(' ')),
  };
}

/**
 * Which of a fetch's items are new, known or changed. Guid, address and words are held together, and no one of them decides alone:
 *
 * - One guid, or one address, is the same item as long as something else agrees: the other of the two, or the title, or the text. So a changed title, guid
 *   or address makes no new article, and two articles under one guid stay two.
 * - With another guid and another address, only the same title over the same telling text is the same item.
 *
 * `wereGuidsTrusted` is what the last call said of this feed (true for a new one). Pure; linear in items and marks.
 */
export function identify<T extends ItemMark>(
  items: readonly ItemMark[],
  seen: readonly T[],
  wereGuidsTrusted: boolean,
): Identified<T> {
  const areGuidsTrusted = wereGuidsTrusted && !haveSharedGuids(items) && !haveChangingGuids(items, seen);
  const index = indexOf<T | ItemMark>(areGuidsTrusted, sharedAddresses(items));
  for (const mark of seen) index.add(mark);
  const verdicts = items.map((item): ItemVerdict<T | ItemMark> => {
    const mark = index.find(item);
    if (mark !== null && isUnchanged(item, mark)) return { kind: 'known', mark };
    // The same item further down is compared with this shape of it.
    index.add(item);
    return mark === null ? { kind: 'new' } : { kind: 'changed', mark };
  });
  return { verdicts, areGuidsTrusted };
}

function isUnchanged(item: ItemMark, mark: ItemMark): boolean {
  return item.title === mark.title && item.text === mark.text;
}

/** Two items of one fetch with one guid, at two addresses or with nothing else in common. */
function haveSharedGuids(items: readonly ItemMark[]): boolean {
  const byGuid = new Map<string, ItemMark>();
  for (const item of items) {
    if (item.guid === null) continue;
    const other = byGuid.get(item.guid);
    if (other !== undefined && (areElsewhere(item, other) || !agreesBesideGuid(item, other))) return true;
    byGuid.set(item.guid, item);
  }
  return false;
}

function areElsewhere(a: ItemMark, b: ItemMark): boolean {
  return a.address !== null && b.address !== null && a.address !== b.address;
}

/** The addresses at which a fetch has several items with no words in common: the page of all of them, and so of none. */
function sharedAddresses(items: readonly ItemMark[]): ReadonlySet<string> {
  const byAddress = new Map<string, ItemMark>();
  const shared = new Set<string>();
  for (const item of items) {
    if (item.address === null) continue;
    const other = byAddress.get(item.address);
    if (other !== undefined && !haveWordsInCommon(item, other)) shared.add(item.address);
    byAddress.set(item.address, item);
  }
  return shared;
}

function haveWordsInCommon(a: ItemMark, b: ItemMark): boolean {
  return (a.title !== null && a.title === b.title) || (a.text !== null && a.text === b.text);
}

const ENOUGH = 3;

/** Of the items that are at an address where one was seen with the same title, most have another guid than it had. */
function haveChangingGuids(items: readonly ItemMark[], seen: readonly ItemMark[]): boolean {
  const guidAt = new Map(seen.map((mark) => [`${mark.address} ${mark.title}`, mark.guid]));
  const pairs = items
    .filter(({ address, title, guid }) => address !== null && title !== null && guid !== null)
    .map((item) => ({ now: item.guid, before: guidAt.get(`${item.address} ${item.title}`) ?? null }))
    .filter(({ before }) => before !== null);
  const changed = pairs.filter(({ now, before }) => now !== before).length;
  return changed >= ENOUGH && changed * 2 > pairs.length;
}

/** Whether two marks that share their guid share anything else; where neither has more to say, they do. */
function agreesBesideGuid(a: ItemMark, b: ItemMark): boolean {
  const pairs = [
    [a.address, b.address],
    [a.title, b.title],
    [a.text, b.text],
  ] as const;
  const comparable = pairs.filter(([one, two]) => one !== null && two !== null);
  return comparable.length === 0 || comparable.some(([one, two]) => one === two);
}

function indexOf<M extends ItemMark>(areGuidsTrusted: boolean, shared: ReadonlySet<string>) {
  const byPair = new Map<string, M>();
  const byGuid = new Map<string, M>();
  const byAddress = new Map<string, M>();

  /** What is enough to know an item by, the best first: all that is stated of it, however little that is, else any two things. */
  function pairsOf({ guid, address, title, text }: ItemMark): readonly string[] {
    const own = areGuidsTrusted ? guid : null;
    const pairs = [
      ['guid+address', own, address],
      ['guid+title', own, title],
      ['guid+text', own, text],
      ['address+title', address, title],
      ['address+text', address, text],
      ['title+text', title, text],
    ] as const;
    const all = JSON.stringify([guid, address, title, text]);
    return [
      all,
      ...pairs.flatMap(([kind, one, two]) => (one === null || two === null ? [] : [`${kind} ${one} ${two}`])),
    ];
  }

  return {
    add(mark: M): void {
      for (const pair of pairsOf(mark)) byPair.set(pair, mark);
      if (mark.guid !== null && areGuidsTrusted) byGuid.set(mark.guid, mark);
      if (mark.address !== null) byAddress.set(mark.address, mark);
    },
    find(item: ItemMark): M | null {
      for (const pair of pairsOf(item)) {
        const mark = byPair.get(pair);
        if (mark !== undefined) return mark;
      }
      const withGuid = item.guid === null ? undefined : byGuid.get(item.guid);
      if (withGuid !== undefined && agreesBesideGuid(item, withGuid)) return withGuid;
      // With all its words changed, an item is known by its page alone, unless a good guid says that it is another.
      const atAddress = item.address === null || shared.has(item.address) ? undefined : byAddress.get(item.address);
      if (atAddress === undefined) return null;
      return areGuidsTrusted && item.guid !== null && atAddress.guid !== null ? null : atAddress;
    },
  };
}
