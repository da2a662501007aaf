import { fold } from '../lib/text.ts';
import { type ChannelAddress, workspaceKey } from '../platform/channel.ts';
import type { CommandSpec } from '../platform/command.ts';
import type { CommandDesk } from './command.ts';
import { COMMAND_SPECS } from './list.ts';

/** One line that may follow from what has been typed so far. */
export type Completion = {
  /** The whole line after choosing it ("/news watch "). */
  readonly value: string;
  /** What the list shows ("watch"). */
  readonly label: string;
  /** One short sentence beside it; empty where there is nothing to say. */
  readonly hint: string;
};

const MOST = 8;
const MOST_TYPED = 200;

/** What a line may go on to, best first: verbs, then what the verb's first words may name. */
export async function completeLine(
  desk: CommandDesk,
  line: string,
  channel: ChannelAddress,
): Promise<readonly Completion[]> {
  const typed = line.trimStart().slice(0, MOST_TYPED);
  if ('/news '.startsWith(typed)) return verbs('');
  const [, verb = '', gap = '', rest = ''] = /^(?:\/?news\s+)?(\S*)(\s*)(.*)$/i.exec(typed) ?? [];
  const spec = COMMAND_SPECS.find(({ name }) => name === verb.toLowerCase());
  if (spec === undefined || gap === '') return verbs(verb);
  return [...(await values(desk, spec, rest, channel)), ...optionNames(spec, typed, rest)].slice(0, MOST);
}

function verbs(begun: string): readonly Completion[] {
  const wanted = fold(begun);
  return COMMAND_SPECS.filter(({ name }) => name.startsWith(wanted)).map(({ name, description, options }) => ({
    value: `/news ${name}${options.length > 0 ? ' ' : ''}`,
    label: name,
    hint: description,
  }));
}

async function values(
  desk: CommandDesk,
  spec: CommandSpec,
  begun: string,
  channel: ChannelAddress,
): Promise<readonly Completion[]> {
  const main = spec.options.find(({ type }) => type === 'text');
  if (main?.type !== 'text') return [];
  const fits = (text: string) => fold(text).includes(fold(begun)) && fold(text) !== fold(begun);
  const completion = (value: string, label: string, hint: string) => ({
    value: `/news ${spec.name} ${value}`,
    label,
    hint,
  });
  switch (main.suggest) {
    case 'topic':
      return desk.watchlist
        .topics(workspaceKey(channel))
        .filter(({ name }) => fits(name))
        .map(({ name }) => completion(name, name, 'A topic of this workspace'));
    case 'story': {
      const stories = begun.trim() === '' ? await desk.archive.latest(MOST) : await desk.archive.search(begun, MOST);
      return stories.flatMap(({ articles, title }) => {
        const first = articles[0];
        return first === undefined ? [] : [completion(first.article.id, title, first.article.publisher ?? '')];
      });
    }
    case 'command':
      return COMMAND_SPECS.filter(({ name }) => fits(name)).map(({ name, description }) =>
        completion(name, name, description),
      );
    case null:
      return [];
  }
}

/** Options that have not been named yet, once the first words stand. */
function optionNames(spec: CommandSpec, typed: string, rest: string): readonly Completion[] {
  if (rest.trim() === '' || !/\s$/.test(typed)) return [];
  return spec.options
    .filter(({ type, name }) => type !== 'text' && !new RegExp(`\\s${name}\\s`, 'i').test(typed))
    .map(({ name, description }) => ({ value: `${typed}${name} `, label: name, hint: description }));
}
