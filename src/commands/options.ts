import { nearest } from '../lib/nearest.ts';
import { oneLine, visibleText } from '../lib/text.ts';
import { type CommandSpec, MAX_FILE_CHARACTERS, type OptionSpec, type OptionValues } from '../platform/command.ts';

/** The longest text of an option, and the longest line. */
export const MAX_TEXT_CHARACTERS = 2_000;

/** What stands for nobody where a role may be named. */
export const NOBODY = 'none';

/** What is wrong, in one sentence, and what to do, in another. */
export type Mistake = { readonly problem: string; readonly advice: string };

export type ReadOption =
  | { readonly ok: true; readonly value: string | number }
  | { readonly ok: false; readonly mistake: Mistake };

export type ReadOptions =
  | { readonly ok: true; readonly values: OptionValues }
  /** `values` are those that were read before. `isMissing`: nothing is wrong, but a required option was not given. */
  | { readonly ok: false; readonly mistake: Mistake; readonly values: OptionValues; readonly isMissing: boolean };

/**
 * Reads the options of a command as a platform or a person gave them. An empty text, null and undefined are options that
 * were not given; a required choice that was not given is the first of its choices.
 */
export function readOptions(spec: CommandSpec, raw: ReadonlyMap<string, unknown>): ReadOptions {
  const values = new Map<string, string | number>();
  const fail = (mistake: Mistake, isMissing = false): ReadOptions => {
    return { ok: false, mistake, values: Object.fromEntries(values), isMissing };
  };
  for (const [name, given] of raw) {
    if (given === undefined || given === null || given === '') continue;
    const option = spec.options.find((known) => known.name === name);
    if (option === undefined) return fail(unknownOption(spec, name));
    const read = readOption(option, given);
    if (!read.ok) return fail(read.mistake);
    if (read.value !== '') values.set(name, read.value);
  }
  for (const option of spec.options) {
    if (!option.required || values.has(option.name)) continue;
    if (option.type !== 'choice') return fail(missingOption(spec, option), true);
    values.set(option.name, option.choices[0] ?? '');
  }
  return { ok: true, values: Object.fromEntries(values) };
}

/** Reads the value of one option; texts come out on one line, without what no reader sees. */
export function readOption(option: OptionSpec, given: unknown): ReadOption {
  switch (option.type) {
    case 'text':
      return readText(option.name, given, MAX_TEXT_CHARACTERS, (text) => oneLine(visibleText(text)));
    case 'file':
      return readText(option.name, given, MAX_FILE_CHARACTERS, (text) => text);
    case 'integer': {
      const number = typeof given === 'string' && /^-?\d{1,15}$/.test(given.trim()) ? Number(given) : given;
      const isFit = Number.isInteger(number) && Number(number) >= option.min && Number(number) <= option.max;
      if (isFit) return { ok: true, value: Number(number) };
      return bad(
        `${option.name} cannot be “${shorten(given)}”.`,
        `It is a whole number from ${option.min} to ${option.max}.`,
      );
    }
    case 'choice': {
      const choice = String(given).trim().toLowerCase();
      if (option.choices.includes(choice)) return { ok: true, value: choice };
      const near = nearest(choice, option.choices);
      return bad(
        `${option.name} cannot be “${shorten(given)}”.`,
        near ? `Did you mean “${near}”?` : `It is one of ${option.choices.join(', ')}.`,
      );
    }
    case 'channel':
      return readPlace(given, CHANNEL, 'channel', 'Name it as #general.');
    case 'role':
      return readRole(given);
  }
}

// As chats write a channel that was picked from a list (`<#C024BE7LR|general>`), as people type it, or its id alone.
const CHANNEL = /^(?:<#([\p{L}\p{N}_.-]{1,80})(?:\|[^>]*)?>|#?([\p{L}\p{N}_.-]{1,80}))$/u;
const ROLE = /^(?:<(?:@&|!subteam\^)([\p{L}\p{N}_.-]{1,80})(?:\|[^>]*)?>|@?([\p{L}\p{N}_.-]{1,80}))$/u;
/** What is said where everybody is named as a role: no topic rings them, and they manage nothing. */
export const NOT_EVERYBODY: Mistake = {
  problem: 'Everybody is no role to be named here.',
  advice: 'Name a role or user group, as in @editors.',
};
/** Ringing these rings people who never asked for the topic. */
const RINGS_ALL = new Set(['everyone', 'here', 'channel', 'all']);

function readRole(given: unknown): ReadOption {
  const read = readPlace(given, ROLE, 'role or user group', 'Name it as @editors.');
  if (!read.ok || !RINGS_ALL.has(String(read.value).toLowerCase())) return read;
  return { ok: false, mistake: NOT_EVERYBODY };
}

function readPlace(given: unknown, form: RegExp, kind: string, advice: string): ReadOption {
  const text = typeof given === 'string' ? given.trim() : '';
  const [, picked, typed] = form.exec(text) ?? [];
  // Names of channels have no capitals; ids may.
  const id = picked ?? (text.startsWith('#') ? typed?.toLowerCase() : typed);
  return id === undefined ? bad(`“${shorten(given)}” is not the name of a ${kind}.`, advice) : { ok: true, value: id };
}

function readText(name: string, given: unknown, most: number, clean: (text: string) => string): ReadOption {
  if (typeof given !== 'string') return bad(`${name} must be text.`, 'Type it in words.');
  if (given.length <= most) return { ok: true, value: clean(given) };
  return bad(`${name} has ${given.length} characters.`, `It may have ${most}.`);
}

function unknownOption(spec: CommandSpec, name: string): Mistake {
  const names = spec.options.map((option) => option.name);
  const near = nearest(name, names);
  const problem = `/news ${spec.name} has no option “${shorten(name)}”.`;
  if (near !== null) return { problem, advice: `Did you mean “${near}”?` };
  return { problem, advice: names.length === 0 ? 'It takes none.' : `Its options are ${names.join(', ')}.` };
}

function missingOption(spec: CommandSpec, option: OptionSpec): Mistake {
  const what = `${option.description.charAt(0).toLowerCase()}${option.description.slice(1)}`;
  const advice = option.type === 'file' ? 'Attach it to the command.' : 'Type it after the verb.';
  return { problem: `/news ${spec.name} needs ${what}.`, advice };
}

function bad(problem: string, advice: string): ReadOption {
  return { ok: false, mistake: { problem, advice } };
}

function shorten(given: unknown): string {
  return String(given).slice(0, 40);
}
