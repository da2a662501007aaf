import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config.ts';
import { nearest } from '../lib/nearest.ts';
import { StoreError } from '../store/store.ts';
import { backup } from './backup.ts';
import { config } from './config.ts';
import { doctor } from './doctor.ts';
import { feeds } from './feeds.ts';
import { group } from './group.ts';
import { match } from './match.ts';
import { read } from './read.ts';
import { restore } from './restore.ts';
import { say } from './say.ts';
import { start } from './start.ts';
import { EXIT, type ExitCode, type Terminal, type Verb } from './verb.ts';

const VERBS: readonly Verb[] = [start, say, doctor, read, feeds, group, match, config, backup, restore];

/** The project's folder, wherever it was called from. */
const ROOT = resolve(import.meta.dirname, '../..');

const terminal: Terminal = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
};

function help(): string {
  const width = Math.max(...VERBS.map(({ name, usage }) => `${name} ${usage}`.length));
  return [
    'newsdesk: tells a channel when something it watches for happens.',
    '',
    ...VERBS.flatMap(({ name, usage, summary, example }) => [
      `  ${`${name} ${usage}`.padEnd(width)}  ${summary}`,
      `  ${''.padEnd(width)}  e.g. ${example}`,
    ]),
    '',
    'npx newsdesk VERB --help explains one. Settings: config/newsdesk.yaml, .env and the environment.',
    'Exit codes: 0 done; 1 some input was left out or a command was refused; 2 wrong call or settings; 3 cannot run.',
  ].join('\n');
}

function helpOf(verb: Verb): string {
  const options = Object.entries(verb.optionHelp).map(([name, does]) => `  --${name.padEnd(8)} ${does}`);
  return [`npx newsdesk ${verb.name} ${verb.usage}`, verb.summary, ...options, `Example: ${verb.example}`].join('\n');
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.out(help());
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  if (name === '--version' || name === 'version') {
    terminal.out(String(JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')).version));
    return EXIT.ok;
  }
  const verb = VERBS.find((candidate) => candidate.name === name);
  if (verb === undefined) {
    const near = nearest(
      name,
      VERBS.map((candidate) => candidate.name),
    );
    terminal.err(
      `There is no verb "${name}".${near ? ` Did you mean "${near}"?` : ''} npx newsdesk --help lists them.`,
    );
    return EXIT.usage;
  }
  const parsed = parseWords(verb, rest);
  if (typeof parsed === 'string') {
    terminal.err(`${parsed} npx newsdesk ${verb.name} --help explains it.`);
    return EXIT.usage;
  }
  if (parsed.values['help'] === true) {
    terminal.out(helpOf(verb));
    return EXIT.ok;
  }
  const settings = () => {
    const loaded = loadConfig(ROOT, process.cwd(), process.env);
    return { config: loaded.config, views: loaded.settings };
  };
  return verb.run({ words: parsed.positionals, options: parsed.values, terminal, settings });
}

type Words = {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
};

/** The words after the verb, or one sentence on what is wrong with them. */
function parseWords(verb: Verb, args: readonly string[]): Words | string {
  try {
    const options = { ...verb.options, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values as Words['values'], positionals };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error);
    return `${message}.`;
  }
}

function failed(error: unknown): ExitCode {
  if (error instanceof ConfigError) {
    for (const problem of error.problems) terminal.err(problem);
    return EXIT.usage;
  }
  if (error instanceof StoreError) {
    terminal.err(error.message);
    return error.code === 'bad-url' ? EXIT.usage : EXIT.unable;
  }
  if (error instanceof Error && 'code' in error && 'path' in error) {
    const isMissing = error.code === 'ENOENT';
    terminal.err(`${String(error.path)} ${isMissing ? 'does not exist' : `cannot be read (${String(error.code)})`}.`);
    return EXIT.usage;
  }
  throw error;
}

/** Does what a command line asks; the exit code says how it went. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  // A reader that has seen enough (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.ok);
    throw error;
  });
  return run(argv).catch(failed);
}
