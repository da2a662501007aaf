import { canonicalUrl } from '../lib/url.ts';
import type { Reply } from '../platform/message.ts';
import { feedName } from '../sources/feeds/health.ts';
import { readOpml } from '../sources/feeds/opml.ts';
import { type Change, commitChanges } from '../store/change.ts';
import { type Call, type CommandDesk, workspaceOf } from './command.ts';
import { claimOf, FULL, roomFor } from './feed-words.ts';
import { answer, button, count, list, paragraph, refusal } from './reply.ts';

const MOST_NAMED = 20;

/** True for a text that can only be a list of feeds: what `/news export` gives is no XML. */
export function looksLikeOpml(text: string): boolean {
  return /^\ufeff?\s*</.test(text);
}

/**
 * Adds the feeds of an OPML file to the caller's workspace. None of them is asked now: each is read when its turn comes, and says so where it
 * cannot be. What was not taken is named.
 */
export function importFeeds(desk: CommandDesk, call: Call, text: string): Promise<Reply> {
  return desk.turns(async () => {
    const reading = readOpml(text);
    if (reading.kind === 'refused') {
      return refusal('This file cannot be imported', reading.reason, 'Nothing was changed.');
    }
    const leftOut = [...reading.leftOut];
    const room = roomFor(desk, call);
    const added = new Map<string, { readonly name: string; readonly change: Change }>();
    for (const { address, title } of reading.feeds) {
      const canonical = canonicalUrl(address);
      const name = feedName({ title, address });
      const known = canonical === null ? null : desk.feeds.byAddress(canonical);
      if (canonical === null) leftOut.push(`“${name}” has an address that cannot be asked.`);
      else if (known?.claims.some(({ workspace }) => workspace === workspaceOf(call))) {
        leftOut.push(`“${name}” is there already.`);
      } else if (added.size >= room) {
        leftOut.push(`“${name}” is one too many. ${FULL}`);
      } else if (!added.has(canonical)) {
        const { change } = desk.feeds.add(canonical, claimOf(desk, call), { title, fullText: false }, desk.clock());
        added.set(canonical, { name, change });
      }
    }
    const changes = [...added.values()].map(({ change }) => change);
    if (changes.length === 0) {
      const why = leftOut.length === 0 ? ['It lists no feed.'] : leftOut.slice(0, MOST_NAMED);
      return refusal('No feed was added', ...why);
    }
    await commitChanges(desk.store, changes);
    desk.wake();
    const more = leftOut.length - MOST_NAMED;
    return answer(
      `Added ${count(changes.length, 'feed', 'feeds')}`,
      [
        list([...added.values()].slice(0, MOST_NAMED).map(({ name }) => [name])),
        ...(changes.length > MOST_NAMED ? [paragraph(`And ${changes.length - MOST_NAMED} more.`)] : []),
        ...(leftOut.length === 0
          ? []
          : [
              paragraph({ kind: 'strong', text: 'Left out:' }),
              list(leftOut.slice(0, MOST_NAMED).map((line) => [line])),
              ...(more > 0 ? [paragraph(`And ${more} more.`)] : []),
            ]),
        paragraph('Each is read when its turn comes. What it holds then is history; what comes after it is news.'),
      ],
      button('Feeds', '/news feeds list'),
    );
  });
}
