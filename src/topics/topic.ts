import type { ArticleId, TopicId } from '../lib/ids.ts';

export type ConceptRole = 'required' | 'counts' | 'alternative' | 'excluded';

/** What a concept is for, as people are told beside its name; empty where that needs no word. */
export const ROLE_WORDS: Readonly<Record<ConceptRole, string>> = {
  required: 'required',
  counts: '',
  alternative: 'one of these is enough',
  excluded: 'must not be there',
};

/** One idea of a topic and the surface forms that express it. */
export type ConceptView = {
  /** What the person typed ("embassy"). */
  readonly label: string;
  /** Forms that count as it, in words ("embassy", "diplomatic mission", "consulate"). */
  readonly forms: readonly string[];
  /**
   * `required`: a match must have it. `counts`: it adds to the score. `alternative`: one of several that are enough.
   * `excluded`: a match must not have it.
   */
  readonly role: ConceptRole;
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
