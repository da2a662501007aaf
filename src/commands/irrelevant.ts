import type { TopicId } from '../lib/ids.ts';
import { alertKey } from '../outbox/delivery.ts';
import { topicsOf } from '../outbox/plan.ts';
import type { ChannelAddress } from '../platform/channel.ts';
import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import { type StoryView, toldArticles } from '../stories/view.ts';
import { type Call, type Command, type CommandDesk, changesNothing, workspaceOf } from './command.ts';
import { answer, button, list, paragraph, refusal, storyLine, storyRef } from './reply.ts';
import { aboutStory, STORY_OPTION } from './resolve.ts';

export const irrelevant: Command = {
  spec: {
    name: 'irrelevant',
    description: 'Says that a story has nothing to do with the topic it was posted for; /news edit shows it.',
    example: '/news irrelevant Istanbul talks',
    options: [
      STORY_OPTION,
      { name: 'undo', description: 'Takes it back', required: false, type: 'choice', choices: ['yes'] },
    ],
  },
  // Anybody in the channel may say so: it changes nothing that is posted.
  changes: changesNothing,
  run: (desk, call) => desk.turns(() => aboutStory(desk, call, (view) => remark(desk, call, view))),
};

async function remark(desk: CommandDesk, call: Call, view: StoryView): Promise<Reply> {
  const { channel, person } = call.caller;
  const told = await toldFor(desk, channel, view);
  const own = desk.watchlist.topics(workspaceOf(call));
  const topics = own.filter(({ id }) => told.includes(id));
  const [topic] = topics;
  const [first] = view.articles;
  if (topic === undefined || first === undefined) {
    return refusal('This story was not posted here for a topic', 'Say it in the channel in which it was.');
  }
  const on = topics.map(({ id, workspace }) => ({ workspace, topic: id, report: first.article.id }));
  if (call.options['undo'] === 'yes') {
    await commitChanges(desk.store, [desk.feedback.takeBack(on, person)]);
    return answer('Taken back', [paragraph(...storyLine(view))]);
  }
  await commitChanges(desk.store, [desk.feedback.notRelevant(on, person, desk.clock())]);
  return answer(
    'Thank you: noted as not relevant',
    [
      paragraph(...storyLine(view)),
      list(topics.map(({ name }) => ['Kept on the topic ', { kind: 'strong', text: name }])),
      paragraph('What is posted does not change by itself: /news edit shows what people said, and changes the topic.'),
    ],
    [
      ...button('Undo', `/news irrelevant ${storyRef(view)} undo yes`),
      ...button('Edit the topic', `/news edit ${topic.id}`),
    ],
  );
}

/** The topics for which the channel was told of a story: by a message of its own, or in one that lists several. */
async function toldFor(desk: CommandDesk, channel: ChannelAddress, { story }: StoryView): Promise<readonly TopicId[]> {
  const alert = desk.outbox.delivery(alertKey(channel, story.id));
  if (alert !== null && (alert.shown !== null || alert.ended?.kind === 'listed')) return topicsOf(alert);
  // A digest keeps no row of a story: its topics are those that the channel follows and the story meets.
  const members = await desk.archive.filedArticles(toldArticles(story));
  const met = desk.topics.match(members.map(({ article }) => article));
  const followed = new Set(desk.watchlist.followedIn(channel).map(({ topic }) => topic));
  return met.flatMap(({ topic }) => (followed.has(topic) ? [topic] : []));
}
