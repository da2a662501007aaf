import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { LOG_LEVELS } from './lib/log.ts';
import { nearest } from './lib/nearest.ts';
import { parseAllow } from './lib/net/allow.ts';
import { isMap, isScalar, LineCounter, parseDocument } from './lib/yaml.ts';
import { isZone } from './lib/zone.ts';
import { LANGUAGES } from './platform/words.ts';

/** How a value is read and shown: paths and store addresses start at the folder of whoever states them; secrets are never shown. */
type SettingKind = 'plain' | 'path' | 'store-url' | 'secret';

type Setting<S extends z.ZodType = z.ZodType> = {
  /** Its place in the YAML file. */
  readonly key: string;
  readonly env: string;
  readonly schema: S;
  readonly fallback: z.input<S>;
  readonly kind: SettingKind;
  /** What a right value looks like, for the person who gave a wrong one. */
  readonly expects: string;
};

function setting<S extends z.ZodType>(
  key: string,
  env: string,
  schema: S,
  fallback: z.input<S>,
  expects: string,
  kind: SettingKind = 'plain',
): Setting<S> {
  return { key, env, schema, fallback, kind, expects };
}

const text = z.string().trim().min(1);
/** A number within bounds; the environment has only text. */
const numeric = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);
const number = (min: number, max: number) => numeric.pipe(z.number().min(min).max(max));
const wholeNumber = (min: number, max: number) => numeric.pipe(z.int().min(min).max(max));
const webAddress = z
  .string()
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''))
  .transform((value) => value.replace(/\/+$/, ''));

const WEB_ADDRESS = 'an address that begins with http:// or https://';

function secret(key: string, env: string, expects: string) {
  return setting(key, env, text.nullable(), null, expects, 'secret');
}

/** Every setting there is. `config/newsdesk.yaml` shows them with the same defaults; a test compares the two. */
const SETTINGS = {
  storeUrl: setting(
    'store.url',
    'STORE_URL',
    text,
    'sqlite:data/newsdesk.db',
    'sqlite:FILE, memory:, redis://… or postgres://…',
    'store-url',
  ),
  seedsFolder: setting('seeds.folder', 'SEEDS', text, 'seeds', 'a folder', 'path'),
  seedsPollSeconds: setting(
    'seeds.poll_seconds',
    'SEEDS_POLL_SECONDS',
    number(0.1, 3600),
    2,
    'seconds from 0.1 to 3600',
  ),
  feedsFile: setting('feeds.file', 'FEEDS', text, 'config/feeds.opml', 'an OPML file', 'path'),
  feedsAllow: setting(
    'feeds.allow',
    'FEEDS_ALLOW',
    text.refine((value) => parseAllow(allowList(value)).problems.length === 0).nullable(),
    null,
    'hosts, host:port, addresses or ranges such as 10.1.0.0/16, with commas between them',
  ),
  topicsFile: setting('topics.file', 'TOPICS', text, 'config/topics.yaml', 'a YAML file', 'path'),
  lexiconFolder: setting('topics.lexicon', 'LEXICON', text, 'config/lexicon', 'a folder of YAML files', 'path'),
  storiesQuietDays: setting('stories.quiet_days', 'STORIES_QUIET_DAYS', wholeNumber(1, 365), 14, 'days from 1 to 365'),
  keepDays: setting('archive.keep_days', 'KEEP_DAYS', number(1, 3650), 90, 'days from 1 to 3650'),
  keepArticles: setting(
    'archive.keep_articles',
    'KEEP_ARTICLES',
    wholeNumber(1_000, 10_000_000),
    1_000_000,
    'a whole number from 1000 to 10000000',
  ),
  alertsEditSeconds: setting(
    'alerts.edit_seconds',
    'ALERTS_EDIT_SECONDS',
    number(0, 3600),
    3,
    'seconds from 0 to 3600',
  ),
  alertsFreshHours: setting('alerts.fresh_hours', 'ALERTS_FRESH_HOURS', number(0, 8760), 24, 'hours from 0 to 8760'),
  alertsMaxAgeHours: setting(
    'alerts.max_age_hours',
    'ALERTS_MAX_AGE_HOURS',
    number(0.1, 8760),
    12,
    'hours from 0.1 to 8760',
  ),
  deliveryInDoubt: setting(
    'delivery.in_doubt',
    'DELIVERY_IN_DOUBT',
    z.enum(['at-least-once', 'at-most-once']),
    'at-least-once',
    'at-least-once or at-most-once',
  ),
  deliveryDoubtMinutes: setting(
    'delivery.doubt_minutes',
    'DELIVERY_DOUBT_MINUTES',
    number(0, 100_000),
    60,
    'minutes from 0 to 100000',
  ),
  host: setting('web.host', 'HOST', text, '127.0.0.1', 'an address of this machine'),
  port: setting('web.port', 'PORT', wholeNumber(0, 65535), 8080, 'a whole number from 0 to 65535'),
  publicUrl: setting('web.public_url', 'PUBLIC_URL', webAddress.nullable(), null, WEB_ADDRESS),
  discordToken: secret('discord.token', 'DISCORD_TOKEN', 'a bot token (discord.com/developers, your application, Bot)'),
  discordApiUrl: setting('discord.api_url', 'DISCORD_API_URL', webAddress.nullable(), null, WEB_ADDRESS),
  slackBotToken: secret('slack.bot_token', 'SLACK_BOT_TOKEN', 'a token that begins with xoxb- (OAuth & Permissions)'),
  slackAppToken: secret('slack.app_token', 'SLACK_APP_TOKEN', 'a token that begins with xapp- (App-Level Tokens)'),
  slackSigningSecret: secret('slack.signing_secret', 'SLACK_SIGNING_SECRET', 'the signing secret (Basic Information)'),
  slackClientId: setting(
    'slack.client_id',
    'SLACK_CLIENT_ID',
    text.nullable(),
    null,
    'the client id (Basic Information)',
  ),
  slackClientSecret: secret('slack.client_secret', 'SLACK_CLIENT_SECRET', 'the client secret (Basic Information)'),
  slackStateSecret: secret('slack.state_secret', 'SLACK_STATE_SECRET', 'any long random text of your own'),
  slackApiUrl: setting('slack.api_url', 'SLACK_API_URL', webAddress.nullable(), null, WEB_ADDRESS),
  slackHost: setting('slack.host', 'SLACK_HOST', text, '127.0.0.1', 'an address of this machine'),
  slackPort: setting('slack.port', 'SLACK_PORT', wholeNumber(0, 65535), 3000, 'a whole number from 0 to 65535'),
  channelsZone: setting(
    'channels.zone',
    'CHANNELS_ZONE',
    text.refine(isZone),
    'UTC',
    'a time zone such as Europe/Berlin or UTC',
  ),
  channelsLanguage: setting(
    'channels.language',
    'CHANNELS_LANGUAGE',
    z.enum(LANGUAGES),
    'en',
    `one of ${LANGUAGES.join(', ')}`,
  ),
  channelsBurst: setting('channels.burst', 'CHANNELS_BURST', wholeNumber(1, 50), 5, 'a whole number from 1 to 50'),
  logLevel: setting('log.level', 'LOG_LEVEL', z.enum(LOG_LEVELS), 'info', `one of ${LOG_LEVELS.join(', ')}`),
} as const;

type SettingName = keyof typeof SETTINGS;

/** The entries of FEEDS_ALLOW, as `parseAllow` takes them. */
export function allowList(value: string | null): readonly string[] {
  return (value ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
}

/** What is in force. */
export type Config = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };

/** One setting as `newsdesk config` shows it; secrets are already hidden in `value`. */
export type SettingView = { readonly key: string; readonly env: string; readonly value: string; readonly from: string };

/** What is wrong with the settings: one sentence each, naming the place and what to do. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Stated = { readonly value: unknown; readonly from: string; readonly base: string };

/**
 * Reads all settings once. `root` is the project's folder (its `config/newsdesk.yaml`), `cwd` where the person is (its
 * `.env`), `environment` the process's. Throws `ConfigError` with every problem found, not only the first.
 */
export function loadConfig(
  root: string,
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly config: Config; readonly settings: readonly SettingView[] } {
  const problems: string[] = [];
  const dotEnv = readDotEnv(resolve(cwd, '.env'), problems);
  const variable = (name: string): Stated | null => {
    const inEnvironment = environment[name];
    if (inEnvironment !== undefined && inEnvironment !== '')
      return { value: inEnvironment, from: `environment ${name}`, base: cwd };
    const inFile = dotEnv[name];
    if (inFile !== undefined && inFile !== '') return { value: inFile, from: `.env ${name}`, base: cwd };
    return null;
  };

  const layers = [readYaml(resolve(root, 'config/newsdesk.yaml'), 'config/newsdesk.yaml', root, problems)];
  const second = variable('NEWSDESK_CONFIG');
  if (second) {
    const file = resolve(second.base, String(second.value));
    if (existsSync(file)) layers.push(readYaml(file, String(second.value), root, problems));
    else problems.push(`NEWSDESK_CONFIG names ${file}, which does not exist. Correct the path, or unset the variable.`);
  }

  const values: Record<string, unknown> = {};
  const settings: SettingView[] = [];
  for (const [name, entry] of Object.entries<Setting>(SETTINGS)) {
    const stated = variable(entry.env) ??
      layers.findLast((layer) => layer.has(entry.key))?.get(entry.key) ?? {
        value: entry.fallback,
        from: 'default',
        base: root,
      };
    const parsed = entry.schema.safeParse(stated.value);
    if (!parsed.success) {
      const isSecret = entry.kind === 'store-url' || entry.kind === 'secret';
      const shown = isSecret ? 'its value' : JSON.stringify(stated.value);
      problems.push(`${stated.from}: ${entry.key} cannot be ${shown}. It takes ${entry.expects}.`);
      continue;
    }
    const value = located(parsed.data, entry.kind, stated.base);
    values[name] = value;
    settings.push({ key: entry.key, env: entry.env, value: shownValue(value, entry.kind), from: stated.from });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return { config: values as Config, settings };
}

/** The settings and their defaults, for the test that compares them with the file that documents them. */
export function defaultSettings(): readonly { readonly key: string; readonly env: string; readonly value: unknown }[] {
  return Object.values<Setting>(SETTINGS).map(({ key, env, fallback }) => ({ key, env, value: fallback }));
}

function located(value: unknown, kind: SettingKind, base: string): unknown {
  if (typeof value !== 'string') return value;
  if (kind === 'path') return resolve(base, value);
  const file = kind === 'store-url' ? /^sqlite:(?!\/\/)(.+)$/.exec(value)?.[1] : undefined;
  return file === undefined ? value : `sqlite:${resolve(base, file)}`;
}

function shownValue(value: unknown, kind: SettingKind): string {
  if (kind === 'secret') return value === null ? 'not set' : '***';
  if (value === null) return 'not set';
  if (kind !== 'store-url') return String(value);
  // An address of a server may carry a name and a password, and a password in the query as well.
  return String(value)
    .replace(/^([a-z]+:\/\/)[^/]*@/i, '$1***@')
    .replace(/\?.*$/, '?***');
}

function readDotEnv(file: string, problems: string[]): Readonly<Record<string, string | undefined>> {
  if (!existsSync(file)) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    problems.push(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
    return {};
  }
}

/** The settings that one YAML file states, by key. Unknown keys and broken YAML become problems that name the line. */
function readYaml(file: string, shownName: string, base: string, problems: string[]): ReadonlyMap<string, Stated> {
  const stated = new Map<string, Stated>();
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch {
    return stated;
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const at = (offset: number | undefined) => `${shownName}, line ${lines.linePos(offset ?? 0).line}`;
  for (const error of document.errors) {
    problems.push(
      `${at(error.pos[0])}: this is not YAML: ${error.message.split('\n')[0]?.replace(/ at line .*$/, '')}.`,
    );
  }
  if (document.errors.length > 0 || document.contents === null) return stated;

  const sections = new Set(Object.values<Setting>(SETTINGS).map(({ key }) => key.split('.')[0] ?? key));
  const keys = new Set(Object.values<Setting>(SETTINGS).map(({ key }) => key));
  if (!isMap(document.contents)) {
    problems.push(`${at(0)}: expected sections such as "store:" and "web:".`);
    return stated;
  }
  for (const section of document.contents.items) {
    const name = isScalar(section.key) ? String(section.key.value) : '';
    const where = at(isScalar(section.key) ? section.key.range?.[0] : undefined);
    if (!sections.has(name)) {
      problems.push(`${where}: there is no section "${name}".${meant(name, sections)}`);
      continue;
    }
    if (section.value === null || (isScalar(section.value) && section.value.value === null)) continue;
    if (!isMap(section.value)) {
      problems.push(`${where}: "${name}" is a section; its settings stand indented below it.`);
      continue;
    }
    for (const item of section.value.items) {
      const key = `${name}.${isScalar(item.key) ? String(item.key.value) : ''}`;
      const place = at(isScalar(item.key) ? item.key.range?.[0] : undefined);
      if (keys.has(key))
        stated.set(key, { value: isScalar(item.value) ? item.value.value : item.value, from: place, base });
      else problems.push(`${place}: there is no setting "${key}".${meant(key, keys)}`);
    }
  }
  return stated;
}

function meant(typed: string, known: ReadonlySet<string>): string {
  const candidate = nearest(typed, known);
  return candidate ? ` Did you mean "${candidate}"?` : ` Known: ${[...known].join(', ')}.`;
}
