import { type TopicId, topicId } from '../lib/ids.ts';
import type { Block } from '../platform/message.ts';
import type { StoryView } from '../stories/view.ts';
import { type CompiledTopic, describeTopic } from '../topics/compile.ts';
import type { Match } from '../topics/topic.ts';
import { createTopicIndex } from '../topics/topic-index.ts';
import type { CommandDesk } from './command.ts';
import { list } from './reply.ts';

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

const PROBE: TopicId = topicId('survey', 'survey');

/** Runs one topic over the newest stories of the archive, without adding it anywhere. */
export async function surveyArchive(desk: CommandDesk, topic: CompiledTopic): Promise<Survey> {
  const index = createTopicIndex(desk.lexicon);
  index.add(PROBE, topic);
  const views = await desk.archive.latest(MOST_STORIES);
  const judged = views.flatMap((view) => {
    const [match] = index.match(
      view.articles.map(({ article }) => article),
      { all: true },
    );
    return match === undefined ? [] : [{ view, match }];
  });
  return {
    stories: views.length,
    matches: judged.filter(({ match }) => match.isMatch),
    misses: judged.filter(({ match }) => !match.isMatch).sort((a, b) => b.match.score - a.match.score),
  };
}

/** What a topic compiled to, a line a concept. */
export function conceptBlock(topic: CompiledTopic): Block {
  return list(
    describeTopic(topic).map(({ label, forms, required }) => {
      const shown = forms.slice(0, SHOWN_FORMS).join(', ');
      const more = forms.length > SHOWN_FORMS ? ` and ${forms.length - SHOWN_FORMS} more` : '';
      const need = required ? ' (required)' : '';
      return [{ kind: 'strong', text: label } as const, `${need}: ${shown}${more}`];
    }),
  );
}
