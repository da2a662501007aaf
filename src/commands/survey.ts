import { setImmediate as breathe } from 'node:timers/promises';
import { type TopicId, topicId } from '../lib/ids.ts';
import { englishStem } from '../lib/stem.ts';
import { foldedWords } from '../lib/text.ts';
import { wordRarity } from '../lib/word-rank.ts';
import type { Block, Reply, Rich } from '../platform/message.ts';
import type { StoryView } from '../stories/view.ts';
import { type CompiledTopic, describeTopic } from '../topics/compile.ts';
import { createJudge } from '../topics/judge.ts';
import type { Lexicon } from '../topics/lexicon.ts';
import type { QueryError } from '../topics/parse.ts';
import { type Match, ROLE_WORDS } from '../topics/topic.ts';
import type { CommandDesk } from './command.ts';
import { list, paragraph, refusal } from './reply.ts';

/** Stories looked through; a larger archive is judged by its newest. */
const MOST_STORIES = 1_000;
/** Forms of a concept that are named; the rest is counted. */
const SHOWN_FORMS = 8;

export type Surveyed = { readonly view: StoryView; readonly match: Match };

/** What a topic would have found in the archive. */
export type Survey = {
  /** Stories looked through. */
  readonly stories: number;
  /** Newest first. */
  readonly matches: readonly Surveyed[];
  /** Those that share something with the topic and miss it, the nearest first. */
  readonly misses: readonly Surveyed[];
};

/** Characters of a query shown on each side of a mistake. */
const AROUND = 30;

/** The answer to a query that cannot be compiled: what is wrong, where, and what to do. */
export function queryRefusal(query: string, error: QueryError): Reply {
  const before = query.slice(Math.max(0, error.at - AROUND), error.at);
  const after = query.slice(error.at, error.at + AROUND);
  const place = paragraph('It is here: ', { kind: 'code', text: `${before}▸${after}` });
  const { blocks, ...refused } = refusal('This topic cannot be watched for', error.message, error.hint);
  return { ...refused, blocks: query.length > 1 ? [...blocks, place] : blocks };
}

const PROBE: TopicId = topicId('survey', 'survey');

/** Runs one topic over the newest stories of the archive, without adding it anywhere. */
export async function surveyArchive(desk: CommandDesk, topic: CompiledTopic): Promise<Survey> {
  const views = await desk.archive.latest(MOST_STORIES);
  const judge = judgeOf(desk.lexicon, topic);
  const judged: Surveyed[] = [];
  for (const view of views) {
    judged.push(...judge(view));
    // Thousands of long articles take seconds, in which chats would hear nothing of us.
    await breathe();
  }
  return surveyOf(views, judged);
}

/** Runs one topic over a few stories, at once. */
export function surveyStories(lexicon: Lexicon, topic: CompiledTopic, views: readonly StoryView[]): Survey {
  return surveyOf(views, views.flatMap(judgeOf(lexicon, topic)));
}

/** How a story meets the topic; nothing where they have nothing in common. */
function judgeOf(lexicon: Lexicon, topic: CompiledTopic): (view: StoryView) => readonly Surveyed[] {
  const judge = createJudge(lexicon, [{ id: PROBE, topic }]);
  return (view) =>
    judge(view.articles.map(({ article }) => article))
      .filter(({ score }) => score > 0)
      .map((match) => ({ view, match }));
}

function surveyOf(views: readonly StoryView[], judged: readonly Surveyed[]): Survey {
  return {
    stories: views.length,
    matches: judged.filter(({ match }) => match.isMatch),
    misses: judged.filter(({ match }) => !match.isMatch).sort((a, b) => b.match.score - a.match.score),
  };
}

/** What a topic is understood as: a line a concept, and what the person should know about how it was read. */
export function understoodBlocks(topic: CompiledTopic): readonly Block[] {
  const concepts = describeTopic(topic).map(({ label, forms, role }): Rich => {
    const words = ROLE_WORDS[role];
    const shown = forms.slice(0, SHOWN_FORMS).join(', ');
    const more = forms.length > SHOWN_FORMS ? ` and ${forms.length - SHOWN_FORMS} more` : '';
    return [{ kind: 'strong', text: label }, `${words === '' ? '' : ` (${words})`}: ${shown}${more}`];
  });
  return [paragraph('What it is understood as:'), list(concepts), ...topic.notes.map((note) => paragraph(note))];
}

const SHORTEST_TELLING_WORD = 4;

/**
 * Words that unwanted stories say in most of their articles, and wanted ones nowhere: what a topic could leave out. Those
 * of most unwanted articles come first, rarer ones before more common ones.
 */
export function tellingWords(
  unwanted: readonly StoryView[],
  wanted: readonly StoryView[],
  lexicon: Lexicon,
): readonly string[] {
  const kept = new Set(wanted.flatMap((view) => [...wordsByStem(view).keys()]));
  const found = new Map<string, Said>();
  for (const view of unwanted) {
    for (const [stem, { word, articles }] of wordsByStem(view)) {
      if (articles * 2 <= view.articles.length) continue;
      if (kept.has(stem) || lexicon.common.has(stem) || lexicon.ignored.has(word)) continue;
      found.set(stem, { word, articles: (found.get(stem)?.articles ?? 0) + articles });
    }
  }
  return [...found.values()]
    .sort((a, b) => b.articles - a.articles || wordRarity(b.word) - wordRarity(a.word) || (a.word < b.word ? -1 : 1))
    .map(({ word }) => word);
}

/** A word, and how many articles say it. */
type Said = { readonly word: string; readonly articles: number };

/** The words of a story's articles, each by its stem. */
function wordsByStem({ articles }: StoryView): ReadonlyMap<string, Said> {
  const found = new Map<string, Said>();
  for (const { article } of articles) {
    for (const word of new Set(foldedWords(`${article.title} ${article.text}`))) {
      if (word.length < SHORTEST_TELLING_WORD || !/^\p{L}+$/u.test(word)) continue;
      const stem = englishStem(word);
      found.set(stem, { word, articles: (found.get(stem)?.articles ?? 0) + 1 });
    }
  }
  return found;
}
