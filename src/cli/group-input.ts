import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createStoryIndex } from '../stories/story-index.ts';
import { articleInputSchema, articleOfInput } from './article-input.ts';
import { readJsonLines } from './json-lines.ts';
import { showProgress } from './progress.ts';
import type { Terminal } from './verb.ts';

/** An input article and the story that it ended in. */
export type Grouped = {
  /** The id it was handed in with. */
  readonly id: string;
  readonly article: Article;
  story: StoryId;
  /** What grouping said when it arrived. */
  readonly reasons: readonly string[];
};

/**
 * Groups the articles of a file (`-`: standard input) in order of arrival, as the running Newsdesk would, in memory alone.
 * `refuse` is told of each line that could not be used.
 */
export async function groupInput(
  file: string,
  quietDays: number,
  terminal: Terminal,
  refuse: (problem: string) => void,
): Promise<readonly Grouped[]> {
  const index = createStoryIndex({ rules: { quietDays } });
  const grouped = new Map<ArticleId, Grouped>();
  const progress = showProgress(terminal, null);
  for await (const line of readJsonLines(file, articleInputSchema)) {
    if (line.kind === 'bad') {
      refuse(line.problem);
      continue;
    }
    const article = articleOfInput(line.value);
    progress.step(article.title);
    if (grouped.has(article.id)) refuse(`The id ${line.value.id} stands in two lines; the later one counts.`);
    const regrouping = index.judge(article);
    index.apply(article, regrouping);
    grouped.set(article.id, { id: line.value.id, article, story: regrouping.story, reasons: regrouping.reasons });
    for (const story of regrouping.changed) {
      for (const member of story.articles) {
        const entry = grouped.get(member);
        if (entry !== undefined) entry.story = story.id;
      }
    }
  }
  progress.end();
  return [...grouped.values()];
}
