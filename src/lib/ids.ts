import { hash } from 'node:crypto';

export type ArticleId = string & { readonly brand: 'ArticleId' };
export type StoryId = string & { readonly brand: 'StoryId' };
export type TopicId = string & { readonly brand: 'TopicId' };
export type SubscriptionId = string & { readonly brand: 'SubscriptionId' };

// Crockford's base 32, lower case: no letter that is mistaken for a digit when somebody reads an id aloud.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const ID_CHARACTERS = 12;
// Written here and read as one text: V8 keeps a text that was put together as a tree of its pieces, in twice the memory.
const written = Buffer.alloc(2 + ID_CHARACTERS);

/**
 * Twelve characters (60 bits) that the parts alone decide, so that the same thing gets the same id again after a crash.
 * Parts are kept apart: `('ab','c')` and `('a','bc')` differ.
 */
export function digest(...parts: readonly string[]): string {
  return write('', parts);
}

/** `prefix`: nothing, or a letter and a hyphen. */
function write(prefix: string, parts: readonly string[]): string {
  const whole = parts.length === 1 ? sized(parts[0] ?? '') : parts.map(sized).join('');
  const bytes = hash('sha256', whole, 'buffer');
  const start = written.write(prefix, 'latin1');
  for (let n = 0; n < ID_CHARACTERS; n++) written[start + n] = ALPHABET.charCodeAt((bytes[n] ?? 0) & 31);
  return written.toString('latin1', 0, start + ID_CHARACTERS);
}

function sized(part: string): string {
  return `${Buffer.byteLength(part)}:${part}`;
}

/** The id of an article from what identifies it (its canonical address, else its words). */
export function articleId(...identity: readonly string[]): ArticleId {
  return write('a-', identity) as ArticleId;
}

/** The id of a story: recomputable from the article that founded it. */
export function storyId(founder: ArticleId): StoryId {
  return write('s-', [founder]) as StoryId;
}

/** The id of a topic: a workspace has one topic of one name, whatever its case and however a keyboard composes its accents. */
export function topicId(workspace: string, name: string): TopicId {
  return write('t-', [workspace, name.normalize('NFC').toLocaleLowerCase('en')]) as TopicId;
}

/** The id of a subscription: a channel follows a topic once. */
export function subscriptionId(channel: string, topic: TopicId): SubscriptionId {
  return write('u-', [channel, topic]) as SubscriptionId;
}

export type FeedId = string & { readonly brand: 'FeedId' };

/** The id of a feed, from the canonical address under which it was added: another address later is still the same feed. */
export function feedId(address: string): FeedId {
  return write('f-', ['feed', address]) as FeedId;
}
