import type { TopicId } from '../lib/ids.ts';
import type { CompiledTopic } from './compile.ts';
import type { MatchableArticle } from './profile.ts';
import type { TopicIndex } from './topic-index.ts';
import { toldScore } from './why.ts';

/** A story meets a topic. */
export type Met = { readonly topic: TopicId; readonly score: number };

/** The topics that somebody watches for, by their ids, over an index that knows numbers only. */
export type WatchedTopics = {
  /** Watches for a topic; under an id that is already watched it takes the old one's place. */
  add(id: TopicId, topic: CompiledTopic): void;
  /** Watches for it no longer. An unknown id changes nothing. */
  remove(id: TopicId): void;
  /** Ids that are watched for. */
  readonly size: number;
  /** Reads an article ahead of `match`. Read one after another, articles take less than each by itself. */
  read(article: MatchableArticle): void;
  /** The topics that one story meets, best first; its articles are given (a lone article is a story of one). */
  match(articles: readonly MatchableArticle[]): readonly Met[];
};

/** Nothing watched for yet. */
export function createWatchedTopics(index: TopicIndex): WatchedTopics {
  const numberOf = new Map<TopicId, number>();
  // Nearly every number has one id; where many workspaces ask for the same, the ids of one number are an array.
  const idsOf = new Map<number, TopicId | TopicId[]>();

  function remove(id: TopicId): void {
    const number = numberOf.get(id);
    if (number === undefined) return;
    numberOf.delete(id);
    const ids = idsOf.get(number);
    if (Array.isArray(ids) && ids.length > 1) ids.splice(ids.indexOf(id), 1);
    else idsOf.delete(number);
    index.remove(number);
  }

  return {
    add(id, topic) {
      remove(id);
      const number = index.add(topic);
      numberOf.set(id, number);
      const ids = idsOf.get(number);
      if (ids === undefined) idsOf.set(number, id);
      else if (Array.isArray(ids)) ids.push(id);
      else idsOf.set(number, [ids, id]);
    },
    remove,
    get size() {
      return numberOf.size;
    },
    read: index.read,
    match(articles) {
      const { count, numbers, scores } = index.match(articles);
      const met: Met[] = [];
      for (let n = 0; n < count; n += 1) {
        const score = toldScore(scores[n] ?? 0);
        const ids = idsOf.get(numbers[n] ?? -1) ?? [];
        if (Array.isArray(ids)) for (const topic of ids) met.push({ topic, score });
        else met.push({ topic: ids, score });
      }
      return met.sort((one, other) => other.score - one.score || (one.topic < other.topic ? -1 : 1));
    },
  };
}
