import type { Article } from '../articles/article.ts';
import type { ArticleId, StoryId } from '../lib/ids.ts';
import { createStoryIndex } from '../stories/story-index.ts';
import { articleInputSchema, articleOfInput } from './article-input.ts';
import { readJsonLines } from './json-lines.ts';
import { showProgress } from './progress.ts';
import { EXIT, type ExitCode, type Verb } from './verb.ts';

type Grouped = { readonly id: string; readonly article: Article; story: StoryId; reasons: readonly string[] };

export const group: Verb = {
  name: 'group',
  usage: '[FILE|-] [--json]',
  summary: 'Groups articles (JSON lines, in order of arrival) into stories. Does not touch the store.',
  example: 'npx newsdesk read seeds --json | npx newsdesk group --json',
  options: { json: { type: 'boolean' } },
  optionHelp: { json: 'one JSON object an article, for programs' },
  async run({ words, options, terminal, settings }) {
    if (words.length > 1) {
      terminal.err('group takes one file, or - for standard input.');
      return EXIT.usage;
    }
    let code: ExitCode = EXIT.ok;
    const refuse = (problem: string) => {
      terminal.err(problem);
      code = EXIT.partly;
    };
    const index = createStoryIndex({ rules: { quietDays: settings().config.storiesQuietDays } });
    const grouped = new Map<ArticleId, Grouped>();
    const progress = showProgress(terminal, null);
    for await (const line of readJsonLines(words[0] ?? '-', articleInputSchema)) {
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
    if (options['json'] === true) {
      for (const { id, story, reasons } of grouped.values()) terminal.out(JSON.stringify({ id, story, reasons }));
    } else {
      for (const line of tableOf([...grouped.values()])) terminal.out(line);
    }
    return code;
  },
};

function tableOf(grouped: readonly Grouped[]): readonly string[] {
  const stories = Map.groupBy(grouped, ({ story }) => story);
  return [...stories].flatMap(([story, members]) => [
    `${story}  ${members.length === 1 ? '1 article' : `${members.length} articles`}`,
    ...members.map(({ id, article }) => `  ${id}  ${article.title}`),
  ]);
}
