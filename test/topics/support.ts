import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArticleId, TopicId } from '../../src/lib/ids.ts';
import { type CompiledTopic, compileTopic } from '../../src/topics/compile.ts';
import { createJudge } from '../../src/topics/judge.ts';
import { loadLexicon } from '../../src/topics/lexicon.ts';
import type { MatchableArticle } from '../../src/topics/profile.ts';
import type { Match } from '../../src/topics/topic.ts';

const folder = join(import.meta.dirname, '../../config/lexicon');

/** The lexicon as shipped. */
export const lexicon = loadLexicon(
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
);

export function article(title: string, text = '', more: Partial<MatchableArticle> = {}): MatchableArticle {
  return {
    id: `a-${title}` as ArticleId,
    title,
    text,
    time: { origin: 'unknown' },
    language: 'en',
    publisher: null,
    url: null,
    ...more,
  };
}

export function compiled(query: string): CompiledTopic {
  const outcome = compileTopic(query, lexicon);
  if (!outcome.ok) throw new Error(`${query}: ${outcome.error.message}`);
  return outcome.topic;
}

/** How one story meets one topic. */
export function explain(query: string, ...articles: readonly MatchableArticle[]): Match {
  const [match] = createJudge(lexicon, [{ id: 't' as TopicId, topic: compiled(query) }])(articles);
  if (match === undefined) throw new Error('no match');
  return match;
}
