import { isDeepStrictEqual } from 'node:util';
import type { Scope } from '../platform/host.ts';
import type { Reply, Rich } from '../platform/message.ts';
import { LANGUAGES, wordsOf } from '../platform/words.ts';
import { parseQuietHours, parseZone } from '../settings/parse.ts';
import type { ChannelSettings, QuietHours, WorkspaceSettings } from '../settings/settings.ts';
import { commitChanges } from '../store/change.ts';
import {
  type Call,
  CHANNEL_OPTION,
  type Command,
  type CommandDesk,
  channelOf,
  isChannel,
  numberOption,
  textOption,
} from './command.ts';
import { type Mistake, NOBODY } from './options.ts';
import { formatLine } from './parse.ts';
import { answer, channelSpan, paragraph, refusal } from './reply.ts';

const MOST_BURST = 50;
const YES_NO = ['yes', 'no'] as const;

export const settings: Command = {
  spec: {
    name: 'settings',
    description: 'Shows or changes how a channel, or the whole workspace, is told of news.',
    example: '/news settings zone Europe/Berlin quiet 22:00-7:00',
    options: [
      {
        name: 'zone',
        description: 'Time zone of the clock: a city, as Europe/Berlin',
        required: false,
        type: 'text',
        suggest: null,
        named: true,
      },
      {
        name: 'quiet',
        description: 'Quiet hours, in which alerts wait: 22:00-7:00, or off',
        required: false,
        type: 'text',
        suggest: null,
        named: true,
      },
      {
        name: 'language',
        description: 'Language of Newsdesk’s own words',
        required: false,
        type: 'choice',
        choices: LANGUAGES,
      },
      {
        name: 'burst',
        description: 'More stories of a topic at once than this become one message',
        required: false,
        type: 'integer',
        min: 1,
        max: MOST_BURST,
      },
      {
        name: 'publish',
        description: 'Whether alerts of an announcement channel are passed on to those who follow it',
        required: false,
        type: 'choice',
        choices: YES_NO,
      },
      {
        name: 'empty',
        description: 'Whether a digest without a story is sent',
        required: false,
        type: 'choice',
        choices: YES_NO,
      },
      { name: 'managers', description: 'The role that may change everything', required: false, type: 'role' },
      {
        name: 'everywhere',
        description: 'Sets it for the whole workspace, wherever a channel says nothing itself',
        required: false,
        type: 'choice',
        choices: ['yes'],
      },
      {
        name: 'reset',
        description: 'Takes back first what was set before',
        required: false,
        type: 'choice',
        choices: ['yes'],
      },
      CHANNEL_OPTION,
    ],
  },
  changes(call): readonly Scope[] {
    const names = Object.keys(call.options).filter((name) => name !== CHANNEL_OPTION.name && name !== 'everywhere');
    const [own, shared] = [names.filter((name) => name !== 'managers'), names.filter((name) => name === 'managers')];
    if (isEverywhere(call) ? names.length > 0 : shared.length > 0 && own.length === 0) return [{ kind: 'workspace' }];
    return [
      ...(own.length > 0 ? [{ kind: 'channel', channel: channelOf(call) } as const] : []),
      ...(shared.length > 0 ? [{ kind: 'workspace' } as const] : []),
    ];
  },
  run: (desk, call) => desk.turns(() => change(desk, call)),
};

/** Where there is no channel, the settings are those of the workspace. */
function isEverywhere(call: Call): boolean {
  return call.options['everywhere'] === 'yes' || !isChannel(channelOf(call));
}

async function change(desk: CommandDesk, call: Call): Promise<Reply> {
  const channel = channelOf(call);
  const asked = readStated(call);
  if ('problem' in asked) return refusal(asked.problem, `Nothing was changed. ${asked.advice}`);
  const stated = differing(asked, isEverywhere(call) ? desk.settings.ofWorkspace(channel) : desk.settings.of(channel));
  const managers = textOption(call, 'managers');
  const shared: Partial<WorkspaceSettings> = managers === '' ? {} : { managers: managers === NOBODY ? null : managers };
  const isReset = call.options['reset'] === 'yes';
  if (Object.keys({ ...stated, ...shared }).length === 0 && !isReset) return show(desk, call, 'Settings', []);

  const taken = isReset ? NOT_STATED : {};
  await commitChanges(
    desk.store,
    isEverywhere(call)
      ? [desk.settings.changeWorkspace(channel, { ...taken, ...stated, ...shared })]
      : [
          desk.settings.change(channel, { ...taken, ...stated }),
          ...(managers === '' ? [] : [desk.settings.changeWorkspace(channel, shared)]),
        ],
  );
  // In another zone the digest comes at another time.
  await commitChanges(desk.store, [desk.digests.mend(desk.clock())]);
  desk.wake();
  return show(desk, call, 'Settings changed', sayWhere(call, isReset || Object.keys(stated).length > 0));
}

/** Where a change holds; `isOfChannels`: it concerns more than the managers, who are always those of the whole workspace. */
function sayWhere(call: Call, isOfChannels: boolean): Rich {
  const managers = call.options['managers'] === undefined ? '' : 'Managers are those of the whole workspace.';
  if (!isOfChannels) return [managers];
  if (isEverywhere(call))
    return [`It holds in every channel of the workspace that says nothing else itself. ${managers}`];
  return ['It holds in ', channelSpan(channelOf(call)), `. ${managers}`];
}

/** What is so already is not stated: a form sends everything that it shows, changed or not. */
function differing(asked: Partial<ChannelSettings>, inForce: ChannelSettings): Partial<ChannelSettings> {
  const now = new Map<string, unknown>(Object.entries(inForce));
  return Object.fromEntries(Object.entries(asked).filter(([name, value]) => !isDeepStrictEqual(value, now.get(name))));
}

const NOT_STATED = {
  zone: undefined,
  quiet: undefined,
  language: undefined,
  burst: undefined,
  publish: undefined,
  emptyDigest: undefined,
};

function readStated(call: Call): Partial<ChannelSettings> | Mistake {
  const [zoneText, quietText] = [textOption(call, 'zone'), textOption(call, 'quiet')];
  const zone = zoneText === '' ? null : parseZone(zoneText);
  if (zone?.ok === false) return zone;
  const quiet = quietText === '' ? null : parseQuietHours(quietText);
  if (quiet?.ok === false) return quiet;
  const language = LANGUAGES.find((one) => one === call.options['language']);
  const burst = numberOption(call, 'burst', 0);
  const [publish, empty] = [call.options['publish'], call.options['empty']];
  return {
    ...(zone === null ? {} : { zone: zone.value }),
    ...(quiet === null ? {} : { quiet: quiet.value }),
    ...(language === undefined ? {} : { language }),
    ...(burst === 0 ? {} : { burst }),
    ...(publish === undefined ? {} : { publish: publish === 'yes' }),
    ...(empty === undefined ? {} : { emptyDigest: empty === 'yes' }),
  };
}

function show(desk: CommandDesk, call: Call, title: string, first: Rich): Reply {
  const channel = channelOf(call);
  const of = desk.settings.of(channel);
  const { managers } = desk.settings.ofWorkspace(channel);
  const stated = desk.settings.statedFor(channel);
  const own = (name: keyof ChannelSettings) => (stated[name] === undefined ? '' : ' (set for this channel)');
  const rows: readonly (readonly [string, Rich])[] = [
    ['Time zone', [`${of.zone}${own('zone')}`]],
    ['Quiet hours', [`${sayQuiet(of.quiet)}${own('quiet')}`]],
    ['Language', [`${wordsOf(of.language).name}${own('language')}`]],
    ['Burst limit', [`${of.burst} stories of a topic at once${own('burst')}`]],
    ['Publish announcements', [`${yesNo(of.publish)}${own('publish')}`]],
    ['Digest without a story', [`${of.emptyDigest ? 'sent' : 'not sent'}${own('emptyDigest')}`]],
    [
      'Managers',
      [
        managers === null
          ? 'only those whom the platform lets'
          : 'those whom the platform lets, and the members of one role',
      ],
    ],
  ];
  return answer(
    title,
    [
      ...(first.length > 0 ? [paragraph(...first)] : []),
      isChannel(channel)
        ? paragraph('In force in ', channelSpan(channel), ':')
        : paragraph('In force in every channel that says nothing else itself:'),
      { kind: 'fields', rows },
    ],
    [{ label: 'Change', command: formLine(call, of), form: true }],
  );
}

/** The settings as they are, for a form that shows them. */
function formLine(call: Call, of: ChannelSettings): string {
  const { channel } = call.options;
  return formatLine(settings.spec, {
    zone: of.zone,
    quiet: sayQuiet(of.quiet),
    language: of.language,
    burst: of.burst,
    publish: yesNo(of.publish),
    empty: yesNo(of.emptyDigest),
    ...(channel === undefined ? {} : { channel }),
  });
}

/** Quiet hours as `parseQuietHours` reads them. */
export function sayQuiet(quiet: QuietHours | null): string {
  return quiet === null ? 'off' : `${quiet.from}-${quiet.to}`;
}

function yesNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no';
}
