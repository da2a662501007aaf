import { planTopic } from './anchors.ts';
import { createBlocks } from './blocks.ts';
import { addRecord, removeRecord } from './chains.ts';
import type { CompiledTopic } from './compile.ts';
import { createConceptTable, type PostingList } from './concept-table.ts';
import type { Lexicon } from './lexicon.ts';
import { createMatcher, type Met } from './matcher.ts';
import { createNumbering, mixed } from './numbering.ts';
import { NUMBER_SHIFT, POSTING_SIZE, writePosting } from './posting.ts';
import type { MatchableArticle, Profile } from './profile.ts';
import { createFilterNumbers, decodeNode, encodeNode, type NumberedNode, numberNode } from './program.ts';
import { createSenses } from './senses.ts';
import { createTopicRows } from './topic-rows.ts';

/**
 * All topics, found by what a story says. Cost grows with the topics that a story touches, not with all there are. A topic is a number here; what it is
 * called, by whom it is watched and in which words it was typed is kept elsewhere.
 */
export type TopicIndex = {
  /** Watches for a topic. Topics that ask for the same have the same number, once for each call. Takes some microseconds. */
  add(topic: CompiledTopic): number;
  /** Takes back one `add`. A number that nobody watches for is given again. */
  remove(number: number): void;
  /** Different topics. */
  readonly size: number;
  /** The topics that one story meets; its articles are given (a lone article is a story of one). What it gives holds until the next call. */
  match(articles: readonly MatchableArticle[]): Met;
  /** Reads an article and looks through all topics for it ahead of `match`, which need not do it again where no topic comes or goes in between. */
  read(article: MatchableArticle): void;
  /** The same in two steps: a profile read before the last `add` may lack what that looks for. */
  profile(article: MatchableArticle): Profile;
  matchProfiles(profiles: readonly Profile[]): Met;
  /** Integers held for all topics: what grows with them, and shrinks. */
  readonly held: number;
};

const MOST_TOPICS = 1 << (32 - NUMBER_SHIFT);

/** An empty index over a lexicon. */
export function createTopicIndex(lexicon: Lexicon): TopicIndex {
  const senses = createSenses(lexicon);
  const table = createConceptTable(senses);
  const filters = createFilterNumbers();
  const rows = createTopicRows();
  const postings = createBlocks();
  const numbering = createNumbering((number) => hashOf(rows.codeOf(number)));
  // An article is read once, for as long as somebody holds it and nothing new is looked for.
  const profiles = new WeakMap<MatchableArticle, { readonly epoch: number; readonly profile: Profile }>();
  // Another with each topic that comes or goes.
  let version = 0;
  const freeNumbers: number[] = [];
  let next = 0;
  let size = 0;
  const record = new Int32Array(POSTING_SIZE);
  const matcher = createMatcher({ table, filters, rows, postings, version: () => version });

  function add({ node }: CompiledTopic): number {
    const numbered = numberNode(node, table.numberOf);
    const code = encodeNode(numbered, filters);
    const hash = hashOf(code);
    const known = numbering.find(hash, (number) => isSame(rows.codeOf(number), code));
    if (known >= 0) {
      releaseParts(numbered);
      rows.setWatchers(known, rows.watchersOf(known) + 1);
      return known;
    }
    const number = freeNumbers.pop() ?? next++;
    if (number >= MOST_TOPICS) throw new RangeError('too many different topics for one index');
    rows.add(number, code);
    numbering.add(hash, number);
    size += 1;
    version += 1;
    const plan = planTopic(numbered, table);
    for (const listing of plan.listings) {
      writePosting(record, number, plan, listing);
      post(listing.concept, 'all', POSTING_SIZE);
    }
    record[0] = number;
    for (const concept of plan.headlineAnchors) post(concept, 'headlines', 1);
    return number;
  }

  function post(concept: number, list: PostingList, length: number): void {
    table.setPostings(concept, list, addRecord(postings, table.postings(concept, list), record, length));
  }

  function remove(number: number): void {
    const watchers = rows.watchersOf(number) - 1;
    if (watchers < 0) return;
    rows.setWatchers(number, watchers);
    if (watchers > 0) return;
    const node = decodeNode(rows.codeOf(number), filters);
    const plan = planTopic(node, table);
    for (const listing of plan.listings) {
      writePosting(record, number, plan, listing);
      unpost(listing.concept, 'all', record[0] ?? 0, POSTING_SIZE);
    }
    for (const concept of plan.headlineAnchors) unpost(concept, 'headlines', number, 1);
    numbering.remove(hashOf(rows.codeOf(number)), number);
    rows.remove(number);
    freeNumbers.push(number);
    size -= 1;
    version += 1;
    releaseParts(node);
  }

  function unpost(concept: number, list: PostingList, head: number, length: number): void {
    table.setPostings(concept, list, removeRecord(postings, table.postings(concept, list), head, length));
  }

  function releaseParts(node: NumberedNode): void {
    switch (node.kind) {
      case 'phrase':
        for (const concept of node.concepts) table.release(concept);
        return;
      case 'all':
      case 'any':
        for (const part of node.parts) releaseParts(part);
        return;
      case 'not':
      case 'title':
        releaseParts(node.part);
        return;
      case 'near':
        table.release(node.left);
        table.release(node.right);
        return;
      case 'publisher':
      case 'site':
      case 'lang':
      case 'since':
        filters.release(node);
        return;
    }
  }

  // A story's articles come again with each new one of them.
  function profileOf(article: MatchableArticle): Profile {
    const known = profiles.get(article);
    if (known !== undefined && known.epoch === senses.epoch) return known.profile;
    const profile = senses.profile(article);
    profiles.set(article, { epoch: senses.epoch, profile });
    return profile;
  }

  return {
    add,
    remove,
    get size() {
      return size;
    },
    read: (article) => matcher.lookAhead(profileOf(article)),
    match: (articles) => matcher.match(articles.map(profileOf)),
    matchProfiles: matcher.match,
    profile: senses.profile,
    get held() {
      return rows.held + postings.held + table.rows.held;
    },
  };
}

function hashOf(code: ArrayLike<number>): number {
  let hash = code.length;
  for (let n = 0; n < code.length; n += 1) hash = mixed(hash, code[n] ?? 0);
  return hash;
}

function isSame(one: Int32Array, other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let n = 0; n < one.length; n += 1) if (one[n] !== other[n]) return false;
  return true;
}
