import { LOSS_BITS, MOST_LOST, type Plan, planTopic } from './anchors.ts';
import { createBlocks, placeOf } from './blocks.ts';
import { addRecord, BLOCK_HEAD, removeRecord } from './chains.ts';
import type { CompiledTopic } from './compile.ts';
import { ABSENT, createConceptTable, type PostingList, UNTOLD } from './concept-table.ts';
import type { Lexicon } from './lexicon.ts';
import { createNumbering, mixed } from './numbering.ts';
import { createIntColumn } from './pages.ts';
import { createPresence, SPARE_ROWS } from './presence.ts';
import type { MatchableArticle, Profile } from './profile.ts';
import { CODE, createFilterNumbers, decodeNode, encodeNode, type NumberedNode, numberNode } from './program.ts';
import { CONCEPT_BITS, createRunner } from './run.ts';
import { latestYear, logistic, THRESHOLD, YEAR_IS_RIGHT, yearEvidence } from './score.ts';
import { createSenses } from './senses.ts';

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
  /** The same in two steps: a profile read before the last `add` may lack what that looks for. */
  profile(article: MatchableArticle): Profile;
  matchProfiles(profiles: readonly Profile[]): Met;
  /** Integers held for all topics: what grows with them, and shrinks. */
  readonly held: number;
};

/**
 * Topics that a story meets, in no order: the first `count` of the numbers, each with its score at the same place. Beside them what that took: how many
 * listed topics were looked at, and how many of these were judged.
 */
export type Met = {
  readonly count: number;
  readonly numbers: Int32Array;
  readonly scores: Float64Array;
  readonly looked: number;
  readonly judged: number;
};

/** What an article gives hope for: phrases that a story may meet because of it, and the other topics that it meets, with their scores. */
type Hopes = {
  readonly version: number;
  readonly phrases: readonly number[];
  readonly others: readonly number[];
  readonly scores: readonly number[];
};

// A posting is a head (the topic's number, whether it is a phrase, whether its guards are all of it, how many they are), the scale of a phrase, and the
// guards: each a concept, and over it what it costs where it is missing.
const NUMBER_SHIFT = 8;
const IS_PHRASE = 0x80;
const IS_WHOLE = 0x40;
const COUNT_BITS = 0x3f;
const LOSS_SHIFT = 24;
const MOST_TOPICS = 1 << 24;
const MOST_PARTS_LOST = MOST_LOST << LOSS_BITS;
// A loss stands in the highest bits of a guard: without its concept it is so many parts.
const LOSS_TO_PARTS = LOSS_SHIFT - LOSS_BITS;
const LOSS_MASK = 0xff << LOSS_BITS;

// Sums of the same numbers may differ by this and less.
const ROUNDING = 1e-6;

// A topic's row: its hash, how many watch for it, its length, its code.
const HASH = 0;
const WATCHERS = 1;
const LENGTH = 2;
const CODE_AT = 3;

/** An empty index over a lexicon. */
export function createTopicIndex(lexicon: Lexicon): TopicIndex {
  const senses = createSenses(lexicon);
  const table = createConceptTable(senses);
  const filters = createFilterNumbers();
  const presence = createPresence(table);
  const runner = createRunner(table, presence, filters);
  const topics = createBlocks();
  const postings = createBlocks();
  const rowOf = createIntColumn();
  const numbering = createNumbering((number) => topicCell(number, HASH));
  // An article is read once, for as long as somebody holds it and nothing new is looked for.
  const profiles = new WeakMap<MatchableArticle, { readonly epoch: number; readonly profile: Profile }>();
  const hopes = new WeakMap<Profile, Hopes>();
  // Another with each topic that comes or goes.
  let version = 0;
  const freeNumbers: number[] = [];
  let next = 0;
  let size = 0;
  const record = new Int32Array(COUNT_BITS + 2);

  // By topic: the round in which it was last looked at, so that one found twice is judged once.
  let seen = new Uint8Array(256);
  let round = 0;

  // Topics found for the story in hand, where their postings stand, and the lists in which they are looked for.
  let found = new Int32Array(256);
  let foundAt = new Int32Array(256);
  let foundCount = 0;
  let heads = new Int32Array(1024);
  let ends = new Int32Array(1024);

  let looked = 0;
  let judged = 0;
  let count = 0;
  let numbers = new Int32Array(256);
  let scores = new Float64Array(256);

  function topicCell(number: number, cell: number): number {
    const at = rowOf.get(number);
    return topics.chunkOf(at)[placeOf(at) + cell] ?? 0;
  }

  function codeOf(number: number): Int32Array {
    const at = rowOf.get(number);
    const start = placeOf(at);
    const chunk = topics.chunkOf(at);
    return chunk.subarray(start + CODE_AT, start + CODE_AT + (chunk[start + LENGTH] ?? 0));
  }

  function add({ node }: CompiledTopic): number {
    const numbered = numberNode(node, table.numberOf);
    const code = encodeNode(numbered, filters);
    let hash = code.length;
    for (const integer of code) hash = mixed(hash, integer);
    const known = numbering.find(hash, (number) => isSame(codeOf(number), code));
    if (known >= 0) {
      releaseParts(numbered);
      const at = rowOf.get(known);
      topics.chunkOf(at)[placeOf(at) + WATCHERS] = topicCell(known, WATCHERS) + 1;
      return known;
    }
    const number = freeNumbers.pop() ?? next++;
    if (number >= MOST_TOPICS) throw new RangeError('too many different topics for one index');
    if (number >= seen.length) {
      const larger = new Uint8Array(seen.length * 2);
      larger.set(seen);
      seen = larger;
    }
    const at = topics.take(CODE_AT + code.length);
    rowOf.set(number, at);
    const chunk = topics.chunkOf(at);
    const start = placeOf(at);
    chunk[start + HASH] = hash;
    chunk[start + WATCHERS] = 1;
    chunk[start + LENGTH] = code.length;
    for (let n = 0; n < code.length; n += 1) chunk[start + CODE_AT + n] = code[n] ?? 0;
    numbering.add(hash, number);
    size += 1;
    version += 1;
    const plan = planTopic(numbered, table);
    const length = writeRecord(number, plan);
    for (const concept of plan.anchors) post(concept, 'all', length);
    record[0] = number;
    for (const concept of plan.headlineAnchors) post(concept, 'headlines', 1);
    return number;
  }

  function post(concept: number, list: PostingList, length: number): void {
    table.setPostings(concept, list, addRecord(postings, table.postings(concept, list), record, length));
  }

  function writeRecord(number: number, { guards, isWhole, scale }: Plan): number {
    let length = 0;
    record[length++] =
      (number << NUMBER_SHIFT) | (scale === null ? 0 : IS_PHRASE) | (isWhole ? IS_WHOLE : 0) | guards.length;
    if (scale !== null) record[length++] = scale;
    for (const { concept, loss } of guards) record[length++] = (loss << LOSS_SHIFT) | concept;
    return length;
  }

  function remove(number: number): void {
    const at = rowOf.get(number);
    if (at === 0) return;
    const chunk = topics.chunkOf(at);
    const watchers = (chunk[placeOf(at) + WATCHERS] ?? 1) - 1;
    chunk[placeOf(at) + WATCHERS] = watchers;
    if (watchers > 0) return;
    const node = decodeNode(codeOf(number), filters);
    const plan = planTopic(node, table);
    writeRecord(number, plan);
    const head = record[0] ?? 0;
    for (const concept of plan.anchors) unpost(concept, 'all', head, lengthOf);
    for (const concept of plan.headlineAnchors) unpost(concept, 'headlines', number, () => 1);
    numbering.remove(topicCell(number, HASH), number);
    topics.give(at);
    rowOf.set(number, 0);
    freeNumbers.push(number);
    size -= 1;
    version += 1;
    releaseParts(node);
  }

  function unpost(concept: number, list: PostingList, head: number, lengthOf: (head: number) => number): void {
    table.setPostings(concept, list, removeRecord(postings, table.postings(concept, list), head, lengthOf));
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

  function meets(number: number, score: number): void {
    if (count === numbers.length) {
      numbers = grown(numbers);
      const moreScores = new Float64Array(count * 2);
      moreScores.set(scores);
      scores = moreScores;
    }
    numbers[count] = number;
    scores[count] = score;
    count += 1;
  }

  /**
   * Finds every topic that what is read may meet, once, and where its posting stands (0: in no list for all articles): the guards of an article with
   * a text have been looked at.
   */
  function findCandidates(hasHeadline: boolean): void {
    round = (round + 1) & 0xff;
    if (round === 0) {
      seen.fill(0);
      round = 1;
    }
    foundCount = 0;
    const { end, concepts, rest } = presence;
    const { lists } = table;
    // Waiting for memory is what takes time. Loops that do nothing but fetch wait for many things at once: so first the addresses of all lists, then the
    // beginnings of all lists.
    let count = 0;
    if (heads.length < end + rest.length) {
      heads = new Int32Array((end + rest.length) * 2);
      ends = new Int32Array(heads.length);
    }
    for (let row = SPARE_ROWS; row < end; row += 1) {
      const list = lists[concepts[row] ?? 0] ?? 0;
      if (list !== 0) heads[count++] = list;
    }
    for (const concept of rest) heads[count++] = lists[concept] ?? 0;
    for (let n = 0; n < count; n += 1) {
      const list = heads[n] ?? 0;
      ends[n] = postings.chunkOf(list)[placeOf(list) + 1] ?? 0;
    }
    walkLists(count, hasHeadline);
    if (!hasHeadline) return;
    for (let row = SPARE_ROWS; row < end; row += 1) walkHeadlines(table.postings(concepts[row] ?? 0, 'headlines'));
    for (const concept of rest) walkHeadlines(table.postings(concept, 'headlines'));
  }

  function walkLists(count: number, hasHeadline: boolean): void {
    const { places, marks } = table;
    const { shortfalls } = presence;
    let seenHere = 0;
    for (let n = 0; n < count; n += 1) {
      let used = ends[n] ?? 0;
      for (let block = heads[n] ?? 0; block !== 0; ) {
        const chunk = postings.chunkOf(block);
        const start = placeOf(block);
        const stop = start + used;
        for (let at = start + BLOCK_HEAD; at < stop; ) {
          const posting = at;
          const head = chunk[at] ?? 0;
          seenHere += 1;
          if ((head & IS_PHRASE) !== 0) {
            const scale = chunk[at + 1] ?? 0;
            at += 2 + (head & COUNT_BITS);
            let lost = 0;
            for (let guard = hasHeadline ? at : posting + 2; guard < at; guard += 1) {
              const wanted = chunk[guard] ?? 0;
              const concept = wanted & CONCEPT_BITS;
              if ((((marks[concept >>> 5] ?? 0) >>> (concept & 31)) & 1) === 0)
                lost += (wanted >>> LOSS_TO_PARTS) & LOSS_MASK;
              else lost += Math.imul(shortfalls[places[concept] ?? ABSENT] ?? 0, scale);
              if (lost > MOST_PARTS_LOST) break;
            }
            if (lost <= MOST_PARTS_LOST) keep(head >>> NUMBER_SHIFT, block - start + posting);
          } else {
            at += 1 + (head & COUNT_BITS);
            let guard = posting + 1;
            while (guard < at) {
              const concept = (chunk[guard] ?? 0) & CONCEPT_BITS;
              if ((((marks[concept >>> 5] ?? 0) >>> (concept & 31)) & 1) === 0) break;
              if (places[concept] === UNTOLD && !presence.isThere(concept)) break;
              guard += 1;
            }
            if (guard === at) keep(head >>> NUMBER_SHIFT, block - start + posting);
          }
        }
        block = chunk[start] ?? 0;
        if (block !== 0) used = postings.chunkOf(block)[placeOf(block) + 1] ?? 0;
      }
    }
    looked += seenHere;
  }

  function walkHeadlines(list: number): void {
    for (let block = list; block !== 0; ) {
      const chunk = postings.chunkOf(block);
      const start = placeOf(block);
      const stop = start + (chunk[start + 1] ?? 0);
      for (let at = start + BLOCK_HEAD; at < stop; at += 1) keep(chunk[at] ?? 0, 0);
      looked += stop - start - BLOCK_HEAD;
      block = chunk[start] ?? 0;
    }
  }

  function keep(number: number, posting: number): void {
    if (seen[number] === round) return;
    seen[number] = round;
    if (foundCount === found.length) {
      found = grown(found);
      foundAt = grown(foundAt);
    }
    found[foundCount] = number;
    foundAt[foundCount] = posting;
    foundCount += 1;
  }

  function matchOne(profile: Profile): void {
    const { norm, isHeadline } = profile;
    presence.read(profile);
    runner.about(profile);
    findCandidates(isHeadline);
    judged += foundCount;
    const year = latestYear([profile]);
    let left = 0;
    for (let n = 0; n < foundCount; n += 1) {
      const number = found[n] ?? 0;
      const posting = foundAt[n] ?? 0;
      const chunk = postings.chunkOf(posting);
      const at = placeOf(posting);
      const head = posting === 0 ? 0 : (chunk[at] ?? 0);
      if ((head & IS_WHOLE) === 0) {
        found[left++] = number;
        continue;
      }
      if ((head & IS_PHRASE) === 0) {
        const score = runner.least(chunk, at + 1, head & COUNT_BITS);
        if (score >= THRESHOLD) meets(number, score);
        continue;
      }
      const evidence = runner.evidence(chunk, at + 2, head & COUNT_BITS, norm, isHeadline);
      if (evidence < -ROUNDING) continue;
      const score = logistic(evidence);
      if (score >= THRESHOLD) meets(number, score);
    }
    // Memory is slow: all addresses are fetched before what stands there.
    for (let n = 0; n < left; n += 1) foundAt[n] = rowOf.get(found[n] ?? 0);
    for (let n = 0; n < left; n += 1) {
      const row = foundAt[n] ?? 0;
      const code = topics.chunkOf(row);
      const from = placeOf(row) + CODE_AT;
      const score =
        code[from] === CODE.phrase
          ? logistic(phraseEvidence(code, from, profile) + yearsIn(code, from, year))
          : runner.score(code, from);
      if (score >= THRESHOLD) meets(found[n] ?? 0, score);
    }
    presence.leave();
  }

  function phraseEvidence(code: Int32Array, from: number, { norm, isHeadline }: Profile): number {
    return runner.evidence(code, from + 3, code[from + 1] ?? 0, norm, isHeadline);
  }

  function yearsIn(code: Int32Array, from: number, latest: number | null): number {
    const asked = code[from + 2] ?? 0;
    if (asked === 0) return 0;
    const start = from + 3 + (code[from + 1] ?? 0);
    return yearEvidence([...code.subarray(start, start + asked)], latest);
  }

  // Their mean is no more than the most that an article says for a phrase: a topic that no article gives hope, the story does not meet. An article keeps what
  // it hopes for, so that with each new one of its story only that one is looked through for all topics.
  function hopesOf(profile: Profile): Hopes {
    const known = hopes.get(profile);
    if (known !== undefined && known.version === version) return known;
    presence.read(profile);
    runner.about(profile);
    findCandidates(profile.isHeadline);
    judged += foundCount;
    const phrases: number[] = [];
    const others: number[] = [];
    const scores: number[] = [];
    for (let n = 0; n < foundCount; n += 1) {
      const number = found[n] ?? 0;
      const row = rowOf.get(number);
      const code = topics.chunkOf(row);
      const from = placeOf(row) + CODE_AT;
      if (code[from] === CODE.phrase) {
        const most = phraseEvidence(code, from, profile) + ((code[from + 2] ?? 0) > 0 ? YEAR_IS_RIGHT : 0);
        if (most >= -ROUNDING) phrases.push(number);
        continue;
      }
      const score = runner.score(code, from);
      if (score < THRESHOLD) continue;
      others.push(number);
      scores.push(score);
    }
    presence.leave();
    const own = { version, phrases, others, scores };
    hopes.set(profile, own);
    return own;
  }

  function matchSeveral(profiles: readonly Profile[]): void {
    const all = profiles.map(hopesOf);
    const phrases = new Set(all.flatMap((one) => one.phrases));
    const best = new Map<number, number>();
    for (const { others, scores } of all) {
      for (const [n, number] of others.entries()) best.set(number, Math.max(best.get(number) ?? 0, scores[n] ?? 0));
    }
    for (const [number, score] of best) meets(number, score);
    if (phrases.size > 0) matchPhrases(profiles, [...phrases]);
  }

  function matchPhrases(profiles: readonly Profile[], phrases: readonly number[]): void {
    const rows = phrases.map(rowOf.get);
    const concepts = rows.flatMap((row) => {
      const from = placeOf(row) + CODE_AT;
      const code = topics.chunkOf(row);
      return [...code.subarray(from + 3, from + 3 + (code[from + 1] ?? 0))];
    });
    const sums = new Float64Array(phrases.length);
    for (const profile of profiles) {
      presence.readFor(profile, concepts);
      for (const [n, row] of rows.entries()) {
        sums[n] = (sums[n] ?? 0) + phraseEvidence(topics.chunkOf(row), placeOf(row) + CODE_AT, profile);
      }
      presence.leave();
    }
    const year = latestYear(profiles);
    for (const [n, row] of rows.entries()) {
      const years = yearsIn(topics.chunkOf(row), placeOf(row) + CODE_AT, year);
      const score = logistic((sums[n] ?? 0) / profiles.length + years);
      if (score >= THRESHOLD) meets(phrases[n] ?? 0, score);
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

  function matchProfiles(profiles: readonly Profile[]): Met {
    count = 0;
    looked = 0;
    judged = 0;
    const [only] = profiles;
    if (profiles.length > 1) matchSeveral(profiles);
    else if (only !== undefined) matchOne(only);
    return { count, numbers, scores, looked, judged };
  }

  return {
    add,
    remove,
    get size() {
      return size;
    },
    match: (articles) => matchProfiles(articles.map(profileOf)),
    matchProfiles,
    profile: senses.profile,
    get held() {
      return topics.held + postings.held + table.rows.held;
    },
  };
}

function lengthOf(head: number): number {
  return (head & COUNT_BITS) + ((head & IS_PHRASE) === 0 ? 1 : 2);
}

function isSame(one: Int32Array, other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let n = 0; n < one.length; n += 1) if (one[n] !== other[n]) return false;
  return true;
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(from.length * 2);
  larger.set(from);
  return larger;
}
