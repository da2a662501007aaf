import { toIso } from '../lib/clock.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { WorkspaceSettings } from '../settings/settings.ts';
import { sayOwnForm } from '../topics/own-words.ts';
import type { Subscription } from '../topics/watchlist.ts';
import { type Call, type Command, type CommandDesk, changesNothing, workspaceOf } from './command.ts';
import { answer, count, paragraph, refusal } from './reply.ts';
import { sayQuiet } from './settings.ts';
import { type FileText, writeWorkspaceFile } from './workspace-file.ts';

export const exportCommand: Command = {
  spec: {
    name: 'export',
    description: 'Gives this workspace’s topics, words, subscriptions and settings as a file.',
    example: '/news export',
    options: [],
  },
  changes: changesNothing,
  async run(desk, call) {
    const content = contentOf(desk, call);
    const parts = [...content.topics, ...content.channels, ...Object.keys({ ...content.settings, ...content.words })];
    if (parts.length === 0) {
      return refusal('There is nothing to export', 'This workspace watches for nothing. Begin with /news watch.');
    }
    const what = `${count(content.topics.length, 'topic', 'topics')} with subscriptions, settings and digests.`;
    return {
      ...answer('The file of this workspace', [paragraph(`${what} /news import reads it again.`)]),
      file: { name: 'newsdesk.yaml', text: writeWorkspaceFile(content) },
    };
  },
};

function contentOf(desk: CommandDesk, call: Call): FileText {
  const words = desk.words.words(workspaceOf(call));
  const topics = desk.watchlist.topics(workspaceOf(call)).map(({ id, name, query }) => ({
    name,
    query,
    channels: desk.watchlist.followers(id).map(followed),
  }));
  return {
    settings: stated(desk.settings.statedForWorkspace(call.caller.channel)),
    topics,
    ...(words.length === 0
      ? {}
      : { words: Object.fromEntries(words.map(({ heading, forms }) => [heading, forms.map(sayOwnForm)])) }),
    channels: channelsOf(desk, call).flatMap((channel) => {
      const own = stated(desk.settings.statedFor(channel));
      const digest = desk.digests.of(channel);
      if (Object.keys(own).length === 0 && digest === null) return [];
      return [
        {
          channel: channel.channel,
          ...(Object.keys(own).length === 0 ? {} : { settings: own }),
          ...(digest === null ? {} : { digest: digest.schedule.text }),
        },
      ];
    }),
  };
}

/** Every channel of the workspace that follows something or has settings of its own. */
function channelsOf(desk: CommandDesk, call: Call): readonly ChannelAddress[] {
  const following = desk.watchlist
    .topics(workspaceOf(call))
    .flatMap(({ id }) => desk.watchlist.followers(id).map(({ channel }) => channel));
  const all = [...following, ...desk.settings.channels(call.caller.channel)];
  return [...new Map(all.map((channel) => [channelKey(channel), channel])).values()];
}

function followed({ channel, as, mention, paused }: Subscription) {
  return {
    channel: channel.channel,
    ...(as === 'alerts' ? {} : { as }),
    ...(mention === null ? {} : { mention }),
    ...(paused === null ? {} : { paused: paused.until === null ? true : toIso(paused.until) }),
  };
}

function stated({ quiet, emptyDigest, ...others }: Partial<WorkspaceSettings>): Readonly<Record<string, unknown>> {
  return {
    ...others,
    ...(quiet === undefined ? {} : { quiet: sayQuiet(quiet) }),
    ...(emptyDigest === undefined ? {} : { empty_digest: emptyDigest }),
  };
}
