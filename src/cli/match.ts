import { z } from 'zod';
import type { Article } from '../articles/article.ts';
import type { TopicId } from '../lib/ids.ts';
import { topicId } from '../lib/ids.ts';
import { storyOrder } from '../stories/order.ts';
import { compileTopic } from '../topics/compile.ts';
import { createJudge, type JudgedTopic } from '../topics/judge.ts';
import { createTopicIndex } from '../topics/topic-index.ts';
import { createWatchedTopics } from '../topics/watched.ts';
import { articleInputSchema, articleOfInput } from './article-input.ts';
import { type Grouped, groupInput } from './group-input.ts';
import { readJsonLines } from './json-lines.ts';
import { openLexicon } from './open-lexicon.ts';
import { showProgress } from './progress.ts';
import { EXIT, type ExitCode, type Terminal, type Verb } from './verb.ts';

const topicInputSchema = z.object({ id: z.union([z.string(), z.number()]).transform(String), query: z.string() });

export const match: Verb = {
  name: 'match',
  usage: '--topics FILE [FILE|-] [--grouped] [--all] [--json]',
  summary: 'Matches articles (JSON lines) with topics (JSON lines). Does not touch the store.',
  example: 'npx newsdesk match --topics topics.jsonl articles.jsonl --json',
  options: {
    topics: { type: 'string' },
    grouped: { type: 'boolean' },
    all: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  optionHelp: {
    topics: 'the file of topics: {"id","query"} a line',
    grouped: 'groups the articles first and matches stories, as the running Newsdesk does',
    all: 'also the pairs that miss the threshold, with their scores',
    json: 'one JSON object a pair, for programs',
  },
  async run({ words, options, terminal, settings }) {
    const file = options['topics'];
    if (typeof file !== 'string' || words.length > 1) {
      terminal.err('match needs --topics FILE, and takes one file of articles, or - for standard input.');
      return EXIT.usage;
    }
    let code: ExitCode = EXIT.ok;
    const refuse = (problem: string) => {
      terminal.err(problem);
      code = EXIT.partly;
    };
    const lexicon = await openLexicon(settings().config);
    for (const problem of lexicon.problems) terminal.err(problem);
    const topics: JudgedTopic[] = [];
    const watched = createWatchedTopics(createTopicIndex(lexicon));
    const names = new Map<TopicId, string>();
    for await (const line of readJsonLines(file, topicInputSchema)) {
      if (line.kind === 'bad') {
        refuse(line.problem);
        continue;
      }
      const compiled = compileTopic(line.value.query, lexicon);
      if (!compiled.ok) {
        refuse(`Topic ${line.value.id} is left out: ${compiled.error.message} ${compiled.error.hint}`);
        continue;
      }
      const id = topicId('input', line.value.id);
      names.set(id, line.value.id);
      topics.push({ id, topic: compiled.topic });
      watched.add(id, compiled.topic);
    }

    const judge = createJudge(lexicon, topics);
    const articles = words[0] ?? '-';
    const stories =
      options['grouped'] === true
        ? groupedStories(await groupInput(articles, settings().config.storiesQuietDays, terminal, refuse))
        : singleStories(articles, terminal, refuse);
    for await (const members of stories) {
      const told = members.map(({ article }) => article);
      const wanted = options['all'] === true ? undefined : new Set(watched.match(told).map(({ topic }) => topic));
      for (const { topic, score, isMatch, why } of judge(told, wanted)) {
        if (score === 0) continue;
        for (const { id } of members) {
          const name = names.get(topic) ?? topic;
          const pair = { topic: name, article: id, match: isMatch, score: Number(score.toFixed(4)), why };
          terminal.out(options['json'] === true ? JSON.stringify(pair) : lineOf(pair));
        }
      }
    }
    return code;
  },
};

type Member = { readonly id: string; readonly article: Article };

/** Each article by itself, as it is read. */
async function* singleStories(
  file: string,
  terminal: Terminal,
  refuse: (problem: string) => void,
): AsyncGenerator<readonly Member[]> {
  const progress = showProgress(terminal, null);
  for await (const line of readJsonLines(file, articleInputSchema)) {
    if (line.kind === 'bad') {
      refuse(line.problem);
      continue;
    }
    progress.step(line.value.title ?? line.value.id);
    yield [{ id: line.value.id, article: articleOfInput(line.value) }];
  }
  progress.end();
}

/** The stories that articles were grouped into, each with its articles in the story's order. */
function groupedStories(grouped: readonly Grouped[]): readonly (readonly Member[])[] {
  const stories = Map.groupBy(grouped, ({ story }) => story);
  return Array.from(stories.values(), (members) => {
    const byId = new Map(members.map((member) => [member.article.id, member]));
    const ordered = storyOrder(members.map(({ article }) => article));
    return ordered.flatMap(({ id }) => byId.get(id) ?? []);
  });
}

function lineOf(pair: {
  topic: string;
  article: string;
  match: boolean;
  score: number;
  why: readonly string[];
}): string {
  return `${pair.match ? '+' : '-'} ${pair.score.toFixed(2)}  ${pair.topic}  ${pair.article}  ${pair.why.join('; ')}`;
}
