import { nearest } from '../lib/nearest.ts';
import type { CommandSpec, OptionSpec, OptionValues } from '../platform/command.ts';
import { MAX_TEXT_CHARACTERS, type Mistake, readOption, readOptions } from './options.ts';

/** A longer line is not a command. */
export const MAX_LINE_CHARACTERS = MAX_TEXT_CHARACTERS;

export type ParsedLine =
  | { readonly kind: 'command'; readonly spec: CommandSpec; readonly options: OptionValues }
  /** One sentence on what is wrong, one on what to do, and a line that would do. */
  | ({
      readonly kind: 'mistake';
      readonly example: string;
      /** Where a required option is all that is missing: what was understood. */
      readonly begun: { readonly spec: CommandSpec; readonly options: OptionValues } | null;
    } & Mistake);

/** `/news` is what starts a line; people also type the verb alone. */
const PREFIX = /^\/?news(?![\p{L}\p{N}_-])\s*/iu;

/** Ends the words of a line: what stands behind it are options. Buttons need it where words could be taken for one. */
const END_OF_WORDS = '--';

/** Words of a value that is typed without quotes ("for 3 days and 2 hours"). */
const MOST_VALUE_WORDS = 5;

// Straight, curly, German, French and full-width ones, as phones put them in; any of them closes what any of them opened.
const QUOTES = '"“”„‟«»＂';
const TOKENS = new RegExp(`[${QUOTES}]((?:[^\\\\${QUOTES}]|\\\\.)*)[${QUOTES}](?=\\s|$)|\\S+`, 'gsu');

/** A word of a line, or several in quotes. */
type Token = {
  /** Without its quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
  /** Where it stands in what follows the verb. */
  readonly start: number;
  readonly end: number;
};

/**
 * Parses a typed line: `/news VERB [choice] words… [option value]…`. A required choice comes first; then the words of the
 * option that has no name; then the named options in any order (`backfill 3`, `in #general`, `add "diplomatic mission"`).
 * Words that merely look like an option ("talks in Istanbul", "as the sun sets") stay words. Quotes and operators of the
 * topic language are left in the words. Any text gives a command or a mistake; never throws.
 */
export function parseLine(line: string, specs: readonly CommandSpec[]): ParsedLine {
  if (line.length > MAX_LINE_CHARACTERS) {
    const problem = `This line has ${line.length} characters.`;
    return mistake({ problem, advice: `A command has at most ${MAX_LINE_CHARACTERS}.` }, specs[0]);
  }
  const said = line.trim().replace(PREFIX, '');
  const verb = /^\S*/.exec(said)?.[0] ?? '';
  const spec = specs.find(({ name }) => name === (verb === '' ? 'help' : verb.toLowerCase()));
  if (spec === undefined) return unknownVerb(verb, specs);

  const read = readWords(spec, said.slice(verb.length));
  if (!read.ok) return mistake(read.mistake, spec);
  const options = readOptions(spec, read.raw);
  if (options.ok) return { kind: 'command', spec, options: options.values };
  return { ...mistake(options.mistake, spec), begun: options.isMissing ? { spec, options: options.values } : null };
}

/** The line that says these values: what `parseLine` makes the same values of. Files are left out: no line holds one. */
export function formatLine(spec: CommandSpec, values: OptionValues): string {
  const { leading, main } = rolesOf(spec);
  const words = [leading, main].flatMap((option) => {
    const value = option === undefined ? undefined : values[option.name];
    return value === undefined ? [] : [String(value)];
  });
  const named = spec.options.flatMap((option) => {
    const value = values[option.name];
    if (value === undefined || option === leading || option === main || option.type === 'file') return [];
    return [`${option.type === 'channel' ? 'in' : option.name} ${formatValue(option, value)}`];
  });
  const line = ['/news', spec.name, ...words, ...named].join(' ');
  const parsed = parseLine(line, [spec]);
  if (parsed.kind === 'command' && isSame(parsed.options, values)) return line;
  return ['/news', spec.name, ...words, END_OF_WORDS, ...named].join(' ');
}

function formatValue(option: OptionSpec, value: string | number): string {
  switch (option.type) {
    case 'channel':
      return `<#${value}>`;
    case 'role':
      return `<@&${value}>`;
    case 'text': {
      const text = String(value);
      const isPlain = /^[\p{L}\p{N}][\p{L}\p{N}:./-]*$/u.test(text) && looksLike(option, text);
      return isPlain ? text : `"${text.replaceAll(new RegExp(`[${QUOTES}\\\\]`, 'gu'), '\\$&')}"`;
    }
    case 'integer':
    case 'choice':
    case 'file':
      return String(value);
  }
}

function isSame(one: OptionValues, other: OptionValues): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

type Roles = {
  /** The choice that comes first. */
  readonly leading: OptionSpec | undefined;
  /** The option that takes the words without a name in front. */
  readonly main: OptionSpec | undefined;
  readonly named: readonly OptionSpec[];
};

function rolesOf(spec: CommandSpec): Roles {
  const leading = spec.options.find(({ type, required }) => type === 'choice' && required);
  const words = spec.options.find((option) => option.type === 'text' && !option.named);
  const [first] = spec.options;
  const main = words ?? (first?.type === 'integer' ? first : undefined);
  return { leading, main, named: spec.options.filter((option) => option !== leading && option !== main) };
}

type Words =
  | { readonly ok: true; readonly raw: ReadonlyMap<string, unknown> }
  | { readonly ok: false; readonly mistake: Mistake };

/** What stands after the verb, option by option, as typed. */
function readWords(spec: CommandSpec, rest: string): Words {
  const { leading, main, named } = rolesOf(spec);
  const tokens = tokensOf(rest);
  const raw = new Map<string, unknown>();
  if (leading !== undefined) {
    // "digest in #markets": the choice was left out.
    const [choice] = namedBy(tokens[0], named) === undefined ? tokens.splice(0, 1) : [];
    if (choice !== undefined) raw.set(leading.name, choice.text);
  }
  if (main === undefined) return readNamedOnly(spec, named, tokens, rest, raw);

  const words = takeOptions(tokens, named, raw);
  const [first, last] = [words[0], words.at(-1)];
  if (first !== undefined && last !== undefined) raw.set(main.name, rest.slice(first.start, last.end));
  return { ok: true, raw };
}

/** Takes the named options off the end; gives the words that are left. */
function takeOptions(
  tokens: readonly Token[],
  named: readonly OptionSpec[],
  raw: Map<string, unknown>,
): readonly Token[] {
  const end = tokens.findLastIndex(({ text, isQuoted }) => text === END_OF_WORDS && !isQuoted);
  if (end >= 0) {
    const behind = new Map(raw);
    if (takeFromEnd(tokens.slice(end + 1), named, behind).length === 0) {
      for (const [name, value] of behind) raw.set(name, value);
      return tokens.slice(0, end);
    }
  }
  return takeFromEnd(tokens, named, raw);
}

function takeFromEnd(
  tokens: readonly Token[],
  named: readonly OptionSpec[],
  raw: Map<string, unknown>,
): readonly Token[] {
  let left = tokens;
  for (;;) {
    const taken = lastNamed(left, named);
    if (taken === null || raw.has(taken.option.name)) return left;
    raw.set(taken.option.name, taken.value);
    left = left.slice(0, -taken.tokens);
  }
}

function lastNamed(tokens: readonly Token[], named: readonly OptionSpec[]) {
  for (let count = 1; count <= MOST_VALUE_WORDS; count++) {
    const option = namedBy(tokens.at(-count - 1), named);
    const value = tokens.slice(-count);
    if (option === undefined) continue;
    const text = value.map((token) => token.text).join(' ');
    const [only] = value;
    if (count === 1 ? only?.isQuoted || looksLike(option, text) : isPatterned(option) && looksLike(option, text)) {
      return { option, value: text, tokens: count + 1 };
    }
  }
  return null;
}

function namedBy(token: Token | undefined, named: readonly OptionSpec[]): OptionSpec | undefined {
  if (token === undefined || token.isQuoted) return undefined;
  const word = token.text.toLowerCase().replaceAll(/^[-–—]+|:$/g, '');
  return named.find(({ name, type }) => word === name || (word === 'in' && type === 'channel'));
}

function isPatterned(option: OptionSpec): boolean {
  return option.type === 'text' && option.pattern !== undefined;
}

/** Words that merely happen to follow a keyword ("talks in Istanbul") are not its value. */
function looksLike(option: OptionSpec, value: string): boolean {
  switch (option.type) {
    case 'integer':
      return /^-?\d+$/.test(value);
    case 'channel':
      return /^(?:#|<#)./.test(value);
    case 'role':
      return /^(?:@|<@&|<!subteam\^)./.test(value) || value.toLowerCase() === 'none';
    case 'choice':
      return readOption(option, value).ok;
    case 'text':
      return option.pattern === undefined || new RegExp(`^(?:${option.pattern})$`, 'u').test(value.toLowerCase());
    case 'file':
      return false;
  }
}

/** Where every word belongs to some option, a value goes on up to the next option's name. */
function readNamedOnly(
  spec: CommandSpec,
  named: readonly OptionSpec[],
  tokens: readonly Token[],
  rest: string,
  raw: Map<string, unknown>,
): Words {
  let place = 0;
  while (place < tokens.length) {
    const option = namedBy(tokens[place], named);
    if (option === undefined) return { ok: false, mistake: notUnderstood(spec, tokens.slice(place), rest) };
    const start = place + 1;
    place = start + 1;
    while (place < tokens.length && namedBy(tokens[place], named) === undefined) place += 1;
    const value = tokens.slice(start, place);
    const [first, last] = [value[0], value.at(-1)];
    if (first === undefined || last === undefined) {
      return {
        ok: false,
        mistake: { problem: `Nothing stands after ${option.name}.`, advice: 'Type its value there.' },
      };
    }
    raw.set(option.name, value.length === 1 ? first.text : rest.slice(first.start, last.end));
  }
  return { ok: true, raw };
}

function notUnderstood(spec: CommandSpec, tokens: readonly Token[], rest: string): Mistake {
  const words = rest
    .slice(tokens[0]?.start ?? 0)
    .trim()
    .slice(0, 60);
  const names = spec.options.filter(({ type, required }) => type !== 'choice' || !required).map(({ name }) => name);
  return names.length === 0
    ? { problem: `/news ${spec.name} takes no words; “${words}” was not understood.`, advice: 'Leave them out.' }
    : { problem: `“${words}” was not understood.`, advice: `Name what you mean: ${names.join(', ')}.` };
}

function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(TOKENS), (match) => {
    const quoted = match[1];
    return {
      text: quoted === undefined ? match[0] : quoted.replaceAll(new RegExp(`\\\\([${QUOTES}\\\\])`, 'gu'), '$1'),
      isQuoted: quoted !== undefined,
      start: match.index,
      end: match.index + match[0].length,
    };
  });
}

function mistake(what: Mistake, spec: CommandSpec | undefined): ParsedLine & { readonly kind: 'mistake' } {
  return { kind: 'mistake', ...what, example: spec?.example ?? '/news help', begun: null };
}

function unknownVerb(verb: string, specs: readonly CommandSpec[]): ParsedLine {
  const names = specs.map(({ name }) => name);
  const near = nearest(verb, names);
  const problem = `There is no command “${verb.slice(0, 40)}”.`;
  if (near === null) return mistake({ problem, advice: `The commands are ${names.join(', ')}.` }, undefined);
  return mistake(
    { problem, advice: `Did you mean “${near}”?` },
    specs.find(({ name }) => name === near),
  );
}
