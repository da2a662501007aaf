import type { ParseArgsConfig } from 'node:util';
import type { Config } from '../config.ts';

/** Where a verb writes. Results go to `out`; everything else, for people, to `err`. */
export type Terminal = {
  out(line: string): void;
  err(line: string): void;
  /** True where a person watches `out`, or `err`. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
};

/** What exit codes mean, for every verb. */
export const EXIT = {
  /** All of it was done. */
  ok: 0,
  /** Some of the input could not be used, or a command was refused; the rest was done. */
  partly: 1,
  /** The call or the settings are wrong; nothing was done. */
  usage: 2,
  /** It cannot run: the store is in use, the port is taken. Nothing was lost. */
  unable: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type VerbCall = {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Terminal;
  /** The settings in force; a wrong setting throws `ConfigError`, so that verbs without settings work all the same. */
  readonly settings: () => { readonly config: Config; readonly views: readonly SettingLine[] };
};

export type SettingLine = { readonly key: string; readonly env: string; readonly value: string; readonly from: string };

/** One verb of the command line. */
export type Verb = {
  readonly name: string;
  /** What it takes, after its name. */
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** What each option does, by name. */
  readonly optionHelp: Readonly<Record<string, string>>;
  run(call: VerbCall): Promise<ExitCode>;
};
