import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Article } from '../articles/article.ts';
import { readArticle } from '../articles/read.ts';
import { toIso } from '../lib/clock.ts';
import { foldedWords } from '../lib/text.ts';
import { FACTS_FILE, NO_FACTS, parseSeedFacts, type SeedFacts } from '../sources/seed-facts.ts';
import { MAX_SEED_BYTES } from '../sources/seed-folder.ts';
import { sayArticleTime } from '../trace.ts';
import { showProgress } from './progress.ts';
import { EXIT, type ExitCode, type Verb, type VerbCall } from './verb.ts';

export const read: Verb = {
  name: 'read',
  usage: 'PATH… [--json]',
  summary: 'Reads article files, or folders of them, and shows what was understood. Does not touch the store.',
  example: 'npx newsdesk read seeds --json',
  options: { json: { type: 'boolean' } },
  optionHelp: { json: 'one JSON object a file, for programs' },
  async run({ words, options, terminal }) {
    if (words.length === 0) {
      terminal.err('read needs at least one file or folder. Example: newsdesk read seeds');
      return EXIT.usage;
    }
    let code: ExitCode = EXIT.ok;
    const files = await listFiles(words, (problem) => {
      terminal.err(problem);
      code = EXIT.partly;
    });
    const facts = new Map<string, SeedFacts>();
    const progress = showProgress(terminal, files.length);
    for (const file of files) {
      progress.step(file);
      const outcome = await readFileAt(file, await factsBeside(file, facts, terminal));
      if (outcome.kind === 'unreadable') code = EXIT.partly;
      if (options['json'] === true) terminal.out(JSON.stringify(jsonOf(file, outcome)));
      else if (outcome.kind === 'article') for (const line of linesOf(file, outcome.article)) terminal.out(line);
      if (outcome.kind === 'unreadable') terminal.err(`${file}: ${outcome.reason}`);
    }
    progress.end();
    return code;
  },
};

type Outcome = ReturnType<typeof readArticle>;

async function readFileAt(file: string, facts: SeedFacts): Promise<Outcome> {
  try {
    const found = await stat(file);
    if (!found.isFile()) return { kind: 'unreadable', reason: 'It is not a file.' };
    if (found.size > MAX_SEED_BYTES) {
      const size = Math.ceil(found.size / 1024 / 1024);
      const most = MAX_SEED_BYTES / 1024 / 1024;
      return { kind: 'unreadable', reason: `It has ${size} MB; an article has at most ${most}.` };
    }
    const bytes = await readFile(file);
    return readArticle({ source: 'file', ref: basename(file), bytes, known: facts.factsOf(basename(file)) });
  } catch (cause) {
    return { kind: 'unreadable', reason: `It cannot be read (${codeOf(cause)}).` };
  }
}

/** The files that paths name; a folder stands for the files in it. */
async function listFiles(paths: readonly string[], onProblem: (problem: string) => void): Promise<readonly string[]> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        files.push(path);
        continue;
      }
      const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name !== FACTS_FILE);
      files.push(...names.sort().map((name) => join(path, name)));
    } catch (cause) {
      onProblem(
        `${path}: ${codeOf(cause) === 'ENOENT' ? 'There is no such file or folder.' : `It cannot be read (${codeOf(cause)}).`}`,
      );
    }
  }
  return files;
}

/** What `sources.yaml` beside a file says, read once a folder. */
async function factsBeside(
  file: string,
  known: Map<string, SeedFacts>,
  terminal: VerbCall['terminal'],
): Promise<SeedFacts> {
  const folder = dirname(file);
  const before = known.get(folder);
  if (before !== undefined) return before;
  const source = await readFile(join(folder, FACTS_FILE), 'utf8').catch(() => null);
  const facts = source === null ? NO_FACTS : parseSeedFacts(source);
  for (const problem of facts.problems) terminal.err(`${join(folder, FACTS_FILE)}: ${problem}`);
  known.set(folder, facts);
  return facts;
}

function jsonOf(file: string, outcome: Outcome) {
  const article = outcome.kind === 'article' ? outcome.article : null;
  return {
    file,
    id: article?.id ?? null,
    title: article?.title ?? null,
    publisher: article?.publisher ?? null,
    url: article?.url ?? null,
    publishedAt: article === null ? null : publishedAt(article),
    dateOrigin: article?.time.origin ?? null,
    language: article?.language ?? null,
    text: article?.text ?? null,
    summary: article === null ? null : article.summary.join(' '),
    error: outcome.kind === 'unreadable' ? outcome.reason : null,
  };
}

/** UTC; the reading of the publisher's clock, without an offset, where its zone is not known; null where no time is. */
function publishedAt({ time }: Article): string | null {
  if (time.origin === 'unknown') return null;
  if (time.origin === 'stated-local' && time.zone === null) return time.local;
  return toIso(time.at);
}

function linesOf(file: string, article: Article): readonly string[] {
  const words = foldedWords(article.text).length;
  return [
    file,
    `  ${article.title}`,
    `  ${article.publisher ?? 'publisher unknown'}${article.place === null ? '' : ` · ${article.place}`} · ${words} words · ${article.language ?? 'language unknown'}`,
    `  ${sayArticleTime(article.time)}`,
    ...article.summary.map((sentence) => `  > ${sentence}`),
  ];
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
