import { type Grouped, groupInput } from './group-input.ts';
import { EXIT, type ExitCode, type Verb } from './verb.ts';

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
    const grouped = await groupInput(words[0] ?? '-', settings().config.storiesQuietDays, terminal, refuse);
    if (options['json'] === true) {
      for (const { id, story, reasons } of grouped) terminal.out(JSON.stringify({ id, story, reasons }));
    } else {
      for (const line of tableOf(grouped)) terminal.out(line);
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
