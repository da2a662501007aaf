import { z } from 'zod';
import { parseSchedule } from '../digests/schedule.ts';
import { type Instant, parseInstant } from '../lib/clock.ts';
import { readForeignYaml } from '../lib/foreign-yaml.ts';
import { sayIssues } from '../lib/say-issues.ts';
import { oneLine, visibleText } from '../lib/text.ts';
import { stringify } from '../lib/yaml.ts';
import type { OptionSpec } from '../platform/command.ts';
import { LANGUAGES } from '../platform/words.ts';
import { parseQuietHours, parseZone, type Typed } from '../settings/parse.ts';
import { MOST_OWN_CHARACTERS, MOST_OWN_FORMS } from '../topics/own-words.ts';
import { FOLLOWED_AS } from '../topics/watchlist.ts';
import { readOption } from './options.ts';

const MOST_TOPICS = 2_000;
/** Channels that a topic, or the whole file, may name: the platform is asked about each. */
const MOST_CHANNELS = 500;
const MOST_NAME = 500;

const channelId = z.string().refine(isPlace({ type: 'channel' }), 'not the id of a channel');
const text = z
  .string()
  .max(MOST_NAME)
  .transform((value) => oneLine(visibleText(value)))
  .pipe(z.string().min(1));

type IsRole = (id: string) => boolean;

function roleId(isRole: IsRole) {
  return z.string().refine((id) => isPlace({ type: 'role' })(id) && isRole(id), 'not the id of a role here');
}

function followedSchema(isRole: IsRole) {
  return z.strictObject({
    channel: channelId,
    as: z.enum(FOLLOWED_AS).default('alerts'),
    mention: roleId(isRole).nullable().default(null),
    /** True: until it is resumed; else until that moment. */
    paused: z.union([z.boolean(), z.string().transform(typedMoment)]).default(false),
  });
}

const topicSchema = z.strictObject({
  name: text,
  query: text,
  channels: z.array(z.unknown()).max(MOST_CHANNELS),
});

// Twice what a word may have: those beyond are named with the word, not with the file.
const wordFormsSchema = z.array(z.string().max(MOST_NAME)).max(2 * MOST_OWN_FORMS);

const settingsFields = {
  zone: z.string().transform(typed(parseZone)).exactOptional(),
  quiet: z.string().transform(typed(parseQuietHours)).exactOptional(),
  language: z.enum(LANGUAGES).exactOptional(),
  burst: z.int().min(1).max(50).exactOptional(),
  publish: z.boolean().exactOptional(),
  empty_digest: z.boolean().exactOptional(),
};
function settingsSchema(isRole: IsRole) {
  return z.strictObject({ ...settingsFields, managers: roleId(isRole).nullable().exactOptional() });
}
const channelSchema = z.strictObject({
  channel: channelId,
  settings: z.strictObject(settingsFields).exactOptional(),
  digest: z.string().transform(typed(parseSchedule)).exactOptional(),
});

const fileSchema = z.strictObject({
  version: z.literal(1),
  settings: z.unknown().optional(),
  topics: z.array(z.unknown()).max(MOST_TOPICS).default([]),
  words: z.record(z.string(), z.unknown()).default({}),
  channels: z.array(z.unknown()).max(MOST_CHANNELS).default([]),
});

const KNOWN_KEYS = [
  ...[
    'version',
    'settings',
    'topics',
    'words',
    'channels',
    'channel',
    'name',
    'query',
    'as',
    'mention',
    'paused',
    'digest',
  ],
  ...Object.keys(settingsFields),
  'managers',
];

export type FiledSubscription = z.infer<ReturnType<typeof followedSchema>>;
export type FiledTopic = {
  readonly name: string;
  readonly query: string;
  readonly channels: readonly FiledSubscription[];
};
export type FiledSettings = z.infer<ReturnType<typeof settingsSchema>>;
export type FiledWord = { readonly heading: string; readonly forms: readonly string[] };
export type FiledChannel = z.infer<typeof channelSchema>;

/** What a workspace watches for, where and how: what `/news export` writes and `/news import` reads. It names no workspace. */
export type WorkspaceFile = {
  readonly settings: FiledSettings;
  readonly topics: readonly FiledTopic[];
  /** The words of its own, each with its forms as people write them (`mission ~0.5`); not checked yet. */
  readonly words: readonly FiledWord[];
  readonly channels: readonly FiledChannel[];
};

/** The same as text: what differs from a plain alert is all that is written. */
export type FileText = {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly topics: readonly {
    readonly name: string;
    readonly query: string;
    readonly channels: readonly {
      readonly channel: string;
      readonly as?: string;
      readonly mention?: string;
      readonly paused?: boolean | string;
    }[];
  }[];
  readonly words?: Readonly<Record<string, readonly string[]>>;
  readonly channels: readonly {
    readonly channel: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly digest?: string;
  }[];
};

const HEAD = `# What a workspace of Newsdesk watches for, where and how. /news import reads it: what is named here is added or changed,
# nothing is taken away. Channels and roles are named by their ids.
`;

/** The text of a file. */
export function writeWorkspaceFile(content: FileText): string {
  return `${HEAD}${stringify({ version: 1, ...content }, { lineWidth: 0 })}`;
}

/** What was read of a file. What cannot be read is left out and named in `problems`, a topic or channel at a time. */
export type ReadFile = {
  /** Null: it is no such file at all. */
  readonly content: WorkspaceFile | null;
  readonly problems: readonly string[];
};

/** Reads a file; `isRole` tells the ids that roles and user groups of the workspace can have. */
export async function readWorkspaceFile(source: string, isRole: IsRole): Promise<ReadFile> {
  const yaml = await readForeignYaml(source);
  if (!yaml.ok) return { content: null, problems: [`The file is not YAML: ${yaml.problem}.`] };
  const read = readContent(yaml.value, isRole);
  const named = read.content === null ? 0 : channelsIn(read.content).size;
  if (named <= MOST_CHANNELS) return read;
  return { content: null, problems: [`The file names ${named} channels; it may name ${MOST_CHANNELS}.`] };
}

/** The ids of the channels that a file names. */
export function channelsIn({ topics, channels }: WorkspaceFile): ReadonlySet<string> {
  return new Set([...topics.flatMap((topic) => topic.channels), ...channels].map(({ channel }) => channel));
}

function readContent(raw: unknown, isRole: IsRole): ReadFile {
  const file = fileSchema.safeParse(raw, { reportInput: true });
  if (!file.success) return { content: null, problems: [`${sayIssues(file.error, KNOWN_KEYS)}.`] };
  const problems: string[] = [];
  function read<T>(schema: z.ZodType<T>, value: unknown, what: string): readonly T[] {
    const parsed = schema.safeParse(value, { reportInput: true });
    if (parsed.success) return [parsed.data];
    problems.push(`${what} is left out: ${sayIssues(parsed.error, KNOWN_KEYS)}.`);
    return [];
  }
  const topics = file.data.topics.flatMap((value, n) =>
    read(topicSchema, value, `Topic ${n + 1}`).map(
      ({ name, query, channels }): FiledTopic => ({
        name,
        query,
        channels: channels.flatMap((one, place) =>
          read(followedSchema(isRole), one, `Channel ${place + 1} of “${name}”`),
        ),
      }),
    ),
  );
  const channels = file.data.channels.flatMap((value, n) => read(channelSchema, value, `Channel ${n + 1}`));
  const words = Object.entries(file.data.words).flatMap(([heading, value]) =>
    read(wordFormsSchema, value, `The word “${heading.slice(0, MOST_OWN_CHARACTERS)}”`).map(
      (forms): FiledWord => ({ heading, forms }),
    ),
  );
  const [settings] = read(settingsSchema(isRole), file.data.settings ?? {}, 'The part "settings"');
  return { content: { topics, words, channels, settings: settings ?? {} }, problems };
}

function typedMoment(value: string, context: z.RefinementCtx): Instant {
  const at = parseInstant(value);
  if (at !== null) return at;
  context.issues.push({ code: 'custom', message: 'not a moment such as 2026-01-05T09:00:00Z', input: value });
  return z.NEVER;
}

function typed<T>(read: (value: string) => Typed<T>): (value: string, context: z.RefinementCtx) => T {
  return (value, context) => {
    const outcome = read(value);
    if (outcome.ok) return outcome.value;
    context.issues.push({ code: 'custom', message: `not understood (${outcome.advice})`, input: value });
    return z.NEVER;
  };
}

function isPlace(kind: { readonly type: 'channel' } | { readonly type: 'role' }): (value: string) => boolean {
  const option: OptionSpec = { name: kind.type, description: '', required: false, ...kind };
  return (value) => {
    const outcome = readOption(option, value);
    return outcome.ok && outcome.value === value;
  };
}
