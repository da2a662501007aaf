import type { ArticleId, TopicId } from '../lib/ids.ts';

/** One idea of a topic and the surface forms that express it. */
export type ConceptView = {
  /** What the person typed ("embassy"). */
  readonly label: string;
  /** Forms that count as it, in words ("embassy", "diplomatic mission", "consulate"). */
  readonly forms: readonly string[];
  /** True where a match must have it. */
  readonly required: boolean;
};

/** Where one concept was met in one article. */
export type ConceptHit = {
  readonly label: string;
  /** The words of the article that met it, as they stand there; empty where it was not met. */
  readonly words: readonly string[];
  readonly where: 'title' | 'lead' | 'body' | null;
};

/** A story meets a topic, or nearly does. */
export type Match = {
  readonly topic: TopicId;
  /** 0 to 1. */
  readonly score: number;
  /** True where the score reaches the topic's threshold. */
  readonly isMatch: boolean;
  readonly hits: readonly ConceptHit[];
  /** The article that meets the topic best. */
  readonly article: ArticleId;
  /** The hits in words, one sentence each. */
  readonly why: readonly string[];
};
