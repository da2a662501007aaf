import type { Reply } from '../platform/message.ts';
import { commitChanges } from '../store/change.ts';
import { type Call, type Command, type CommandDesk, changesNothing, workspaceOf } from './command.ts';
import { answer, button, count, list, paragraph } from './reply.ts';

export const forget: Command = {
  spec: {
    name: 'forget',
    description: 'Deletes everything that Newsdesk keeps of this workspace.',
    example: '/news forget',
    options: [
      {
        name: 'confirm',
        description: 'Really does it; else it is only said what would be deleted',
        required: false,
        type: 'choice',
        choices: ['yes'],
      },
    ],
  },
  changes: (call) => (isConfirmed(call) ? [{ kind: 'workspace' }] : changesNothing()),
  run: (desk, call) => desk.turns(() => (isConfirmed(call) ? erase(desk, call) : announce(desk, call))),
};

function isConfirmed({ options }: Call): boolean {
  return options['confirm'] === 'yes';
}

async function announce(desk: CommandDesk, call: Call): Promise<Reply> {
  return answer(
    'This would delete what Newsdesk keeps of this workspace',
    [
      list(
        [
          ...contents(desk, call),
          'its settings, mutes, digests, what people said of stories, and the record of what was posted',
        ].map((line) => [line]),
      ),
      paragraph(
        'Messages that were posted stay, and are not kept up to date any more. It cannot be undone; /news export keeps topics and settings as a file.',
      ),
    ],
    button('Delete all of it', '/news forget confirm yes'),
  );
}

async function erase(desk: CommandDesk, call: Call): Promise<Reply> {
  const { channel } = call.caller;
  const key = workspaceOf(call);
  const gone = contents(desk, call);
  await commitChanges(desk.store, [
    desk.outbox.forget(channel),
    desk.digests.forget(channel),
    desk.mutes.forget(channel),
    desk.channels.forget(channel),
    desk.feedback.forget(key),
    desk.feeds.forget(key),
    desk.settings.forget(channel),
    desk.words.forget(key),
    desk.watchlist.forget(key),
  ]);
  desk.wake();
  return answer('Deleted', [
    list(gone.map((line) => [line])),
    paragraph('Nothing is kept of this workspace any more. /news watch begins anew.'),
  ]);
}

function contents(desk: CommandDesk, call: Call): readonly string[] {
  const topics = desk.watchlist.topics(workspaceOf(call));
  const subscriptions = topics.reduce((sum, { id }) => sum + desk.watchlist.followers(id).length, 0);
  const feeds = desk.feeds.ofWorkspace(workspaceOf(call)).length;
  const words = desk.words.words(workspaceOf(call)).length;
  return [
    count(topics.length, 'topic', 'topics'),
    count(subscriptions, 'subscription of a channel', 'subscriptions of channels'),
    ...(words === 0 ? [] : [count(words, 'word of its own', 'words of its own')]),
    ...(feeds === 0 ? [] : [count(feeds, 'feed that it added', 'feeds that it added')]),
  ];
}
