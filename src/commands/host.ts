import { fold } from '../lib/text.ts';
import { type ChannelAddress, workspaceKey } from '../platform/channel.ts';
import type { OptionValues } from '../platform/command.ts';
import type { Caller, Choice, Form, Host } from '../platform/host.ts';
import type { Reply, Rich } from '../platform/message.ts';
import { feedName } from '../sources/feeds/health.ts';
import { StoreError } from '../store/store-error.ts';
import type { Command, CommandDesk } from './command.ts';
import { type Mistake, NOBODY, NOT_EVERYBODY, readOptions } from './options.ts';
import { parseLine } from './parse.ts';
import { answer, button, channelSpan, count, enumerated, list, paragraph, refusal } from './reply.ts';
import { lackOfRight } from './rights.ts';

/** What chats show of suggestions at most. */
const MOST_CHOICES = 25;
/** A longer name is no value of a suggestion on every platform; its topic is named by its id then. */
const MAX_CHOICE_VALUE = 100;
const MOST_AT_HOME = 40;

/**
 * What adapters call: the commands, by typed line or taken apart, with the rights asked for at the moment of the act.
 * `accessChanged` is told where something may have become possible again, `lost` of a platform that takes no more commands.
 */
export function createHost(
  desk: CommandDesk,
  commands: readonly Command[],
  { accessChanged, lost }: Pick<Host, 'accessChanged' | 'lost'>,
): Host {
  const specs = commands.map(({ spec }) => spec);

  async function act(name: string, options: OptionValues, caller: Caller): Promise<Reply> {
    const command = commands.find(({ spec }) => spec.name === name);
    if (command === undefined) throw new Error(`No command for the spec ${name}`);
    const call = { caller, options };
    // On Discord the role of everybody has the id of the server.
    const namesAll = command.spec.options.some(
      (option) => option.type === 'role' && options[option.name] === caller.channel.workspace,
    );
    if (namesAll) return mistaken(NOT_EVERYBODY, command.spec.example);
    for (const { type, name } of command.spec.options) {
      const role = type === 'role' ? String(options[name] ?? NOBODY) : NOBODY;
      if (role !== NOBODY && !caller.isRole(role)) return mistaken(noRole(role), command.spec.example);
    }
    const lack = await lackOfRight(desk, caller, command.changes(call, desk));
    if (lack !== null) return refusal('Nothing was changed', lack);
    try {
      return await command.run(desk, call);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return refusal('This cannot be stored at present', error.message, 'Nothing was changed.');
    }
  }

  async function storyChoices(begun: string): Promise<readonly Choice[]> {
    const found =
      begun.trim() === '' ? await desk.archive.latest(MOST_CHOICES) : await desk.archive.search(begun, MOST_CHOICES);
    return found.flatMap(({ articles, title }) => {
      const [first] = articles;
      return first === undefined ? [] : [{ value: first.article.id, label: title }];
    });
  }

  return {
    specs,

    async run(name, options, caller) {
      const spec = specs.find((known) => known.name === name.toLowerCase());
      if (spec === undefined) return refusal(`There is no command “${name.slice(0, 40)}”`, '/news help lists them.');
      const read = readOptions(spec, new Map(Object.entries(options)));
      return read.ok ? act(spec.name, read.values, caller) : mistaken(read.mistake, spec.example);
    },

    async say(line, caller) {
      const parsed = parseLine(line, specs);
      if (parsed.kind === 'mistake') return mistaken(parsed, parsed.example);
      return act(parsed.spec.name, parsed.options, caller);
    },

    form(line, _caller, always): Form | null {
      const parsed = parseLine(line, specs);
      if (parsed.kind === 'mistake') return parsed.begun && { spec: parsed.begun.spec, values: parsed.begun.options };
      if (!always || parsed.spec.options.length === 0) return null;
      return { spec: parsed.spec, values: parsed.options };
    },

    async suggest(name, optionName, begun, channel: ChannelAddress) {
      const spec = specs.find((known) => known.name === name);
      const option = spec?.options.find((known) => known.name === optionName);
      if (option?.type !== 'text') return [];
      const wanted = fold(begun.trim());
      const fits = (text: string) => fold(text).includes(wanted);
      switch (option.suggest) {
        case 'topic':
          return desk.watchlist
            .topics(workspaceKey(channel))
            .filter((topic) => fits(topic.name))
            .slice(0, MOST_CHOICES)
            .map((topic) => ({
              value: topic.name.length <= MAX_CHOICE_VALUE ? topic.name : topic.id,
              label: topic.name,
            }));
        case 'story':
          return storyChoices(begun);
        case 'feed':
          return desk.feeds
            .ofWorkspace(workspaceKey(channel))
            .filter((feed) => fits(feedName(feed)) || fits(feed.address))
            .slice(0, MOST_CHOICES)
            .map((feed) => ({
              value: feed.address.length <= MAX_CHOICE_VALUE ? feed.address : feed.id,
              label: feedName(feed),
            }));
        case 'word':
          return desk.words
            .words(workspaceKey(channel))
            .filter((word) => fits(word.heading))
            .slice(0, MOST_CHOICES)
            .map(({ heading }) => ({ value: heading, label: heading }));
        case 'command':
          return specs.filter((known) => fits(known.name)).map((known) => ({ value: known.name, label: known.name }));
        case null:
          return [];
      }
    },

    async home(workspace) {
      const topics = desk.watchlist.topics(workspaceKey(workspace));
      const actions = [
        { label: 'Watch', command: '/news watch', form: true as const },
        ...button('Settings', '/news settings'),
        ...button('Help', '/news help'),
      ];
      if (topics.length === 0) {
        const how = paragraph('Nothing is watched for yet. Begin with /news watch and a few words.');
        return answer('Newsdesk', [how], actions);
      }
      const lines = topics.slice(0, MOST_AT_HOME).map(({ id, name }): Rich => {
        const channels = desk.watchlist.followers(id).map(({ channel }) => [channelSpan(channel)]);
        return [{ kind: 'strong', text: name }, ' → ', ...enumerated(channels)];
      });
      const more = topics.length - lines.length;
      const rest = more > 0 ? [paragraph(`And ${more} more: /news topics lists them.`)] : [];
      return answer(`Newsdesk watches for ${count(topics.length, 'topic', 'topics')}`, [list(lines), ...rest], actions);
    },

    accessChanged,
    lost,
  };
}

function noRole(name: string): Mistake {
  return {
    problem: `“${name}” is no role or user group here.`,
    advice: 'Pick one of the list that opens when you type @; a person is none.',
  };
}

function mistaken({ problem, advice }: Mistake, example: string): Reply {
  const blocks = [paragraph(advice), paragraph('For example: ', { kind: 'code', text: example })];
  return { ok: false, title: problem, blocks, actions: [] };
}

/** Whoever reaches the page or the terminal: they may change everything there. */
export function localCaller(channel: ChannelAddress): Caller {
  return { channel, person: 'local', mayChange: async () => null, isRole: () => true };
}
