import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../lib/clock.ts';
import { digest } from '../lib/ids.ts';
import { NOTHING_KNOWN } from './raw-item.ts';
import { FACTS_FILE, NO_FACTS, parseSeedFacts, type SeedFacts, UNUSABLE } from './seed-facts.ts';
import type { Offer, SeenMark, Source } from './source.ts';

/** A larger file is not an article. */
export const MAX_SEED_BYTES = 4 * 1024 * 1024;
/** A file younger than this may still be being written. */
const SETTLE_MS = 500;
/** Files taken in one look, so that a folder of a million files is read in steps of bounded memory. */
const BATCH = 200;

export type SeedFolderOptions = {
  readonly folder: string;
  readonly pollMs: number;
  /** When Newsdesk first looked at this folder. What it held then is history. */
  readonly metAt: Instant;
  /** Marks of an earlier run. */
  readonly seen: Iterable<SeenMark>;
  /** Told once of each problem with the folder itself, and again when it changes. */
  readonly onProblem: (problem: string) => void;
};

/** The source `seeds`. */
export type SeedFolder = Source & {
  /** False for a file that did not lie in the folder when it was last looked at. */
  holds(ref: string): boolean;
  /** These files are read again where they still lie there. */
  forget(refs: readonly string[]): void;
};

/** A watched folder of article files. Reads only what is new or changed; reports once what it cannot read. */
export function createSeedFolder(options: SeedFolderOptions): SeedFolder {
  const { folder, pollMs, metAt, onProblem } = options;
  const name = 'seeds';
  const seen = new Map<string, string>();
  for (const mark of options.seen) markSeen(mark);
  let nextPollAt = 0;
  let lastProblem = '';
  /** What lay in the folder; null before the first look. */
  let held: ReadonlySet<string> | null = null;

  function tellOnce(problem: string): void {
    if (problem !== '' && problem !== lastProblem) onProblem(problem);
    lastProblem = problem;
  }

  async function poll(now: Instant): Promise<readonly Offer[]> {
    // A clock that was set back says that the last look lies ahead: then there is nothing to wait for.
    if (now < nextPollAt && nextPollAt - now <= pollMs) return [];
    nextPollAt = now + pollMs;
    const listed = await listFiles(folder);
    if (typeof listed === 'string') {
      tellOnce(listed);
      return [];
    }
    held = new Set(listed.map(({ ref }) => ref));
    const facts = await readFacts(folder);
    tellOnce(facts.problems.join(' '));

    const offers: Offer[] = [];
    for (const file of listed) {
      const version = versionOf(file, facts);
      if (isSeen(seen.get(file.ref), version, facts) || isBeingWritten(file, now)) continue;
      offers.push(await offerOf({ ...file, version }, facts, file.arrivedAt <= metAt));
      if (offers.length < BATCH) continue;
      nextPollAt = 0;
      break;
    }
    return offers;
  }

  async function offerOf(file: ListedFile, facts: SeedFacts, isHistory: boolean): Promise<Offer> {
    const head = { source: name, ref: file.ref, version: file.version, isHistory } as const;
    const refused = (reason: string): Offer => ({ ...head, kind: 'unreadable', reason });
    if (file.ref.includes(NOT_UTF8)) return refused('Its name is not UTF-8, so it cannot be opened. Rename it.');
    if (!file.isFile) return refused('It is not a file. Put the article files themselves into the folder.');
    if (file.bytes > MAX_SEED_BYTES) {
      const size = Math.ceil(file.bytes / 1024 / 1024);
      return refused(
        `It has ${size} MB; an article has at most ${MAX_SEED_BYTES / 1024 / 1024}. Split it into one file an article.`,
      );
    }
    try {
      const bytes = await readFile(join(folder, file.ref));
      const item = { source: name, ref: file.ref, bytes, known: facts.factsOf(file.ref) };
      return { ...head, kind: 'item', item, isHearsay: false };
    } catch (cause) {
      return refused(`It cannot be read (${errorCode(cause)}). Check its permissions.`);
    }
  }

  function markSeen(mark: SeenMark): void {
    if (mark.source === name) seen.set(mark.ref, mark.version);
  }

  return {
    name,
    poll,
    markSeen,
    holds: (ref) => held === null || held.has(ref),
    forget(refs) {
      for (const ref of refs) seen.delete(ref);
    },
  };
}

/** What is known of a file beside its text is part of its version: whoever adds a publisher wants to see it. */
function versionOf(file: ListedFile, facts: SeedFacts): string {
  const known = facts.factsOf(file.ref);
  return known === NOTHING_KNOWN ? file.version : `${file.version}${FACTS_MARK}${digest(JSON.stringify(known))}`;
}

/** While the facts cannot be used at all (somebody is editing them) a file that has been read stays as it was read. */
function isSeen(seen: string | undefined, version: string, facts: SeedFacts): boolean {
  return seen === version || (!facts.isUsable && seen?.split(FACTS_MARK)[0] === version);
}

const FACTS_MARK = '+';
/** Stands for bytes of a name that are no characters. */
const NOT_UTF8 = '\uFFFD';

/** A time of change that lies far ahead says nothing: clocks differ between machines. */
function isBeingWritten(file: ListedFile, now: Instant): boolean {
  return Math.abs(now - file.changedAt) < SETTLE_MS;
}

type ListedFile = {
  readonly ref: string;
  readonly version: string;
  readonly isFile: boolean;
  readonly bytes: number;
  readonly changedAt: number;
  /** When it came into the folder: unlike the time of change, copying a file does not carry this along. */
  readonly arrivedAt: number;
};

/** The entries of the folder in order of their names, or one sentence on why there are none. Hidden files are not articles. */
async function listFiles(folder: string): Promise<readonly ListedFile[] | string> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    return errorCode(cause) === 'ENOENT'
      ? `The folder ${folder} does not exist. Create it, or set SEEDS to the folder of your article files.`
      : `The folder ${folder} cannot be read (${errorCode(cause)}). Check SEEDS and the folder's permissions.`;
  }
  const files: ListedFile[] = [];
  for (const ref of names.sort()) {
    if (ref.startsWith('.') || ref === FACTS_FILE) continue;
    let found: Stats;
    try {
      found = await stat(join(folder, ref));
    } catch {
      if (ref.includes(NOT_UTF8))
        files.push({ ref, version: 'not-utf-8', isFile: false, bytes: 0, changedAt: 0, arrivedAt: 0 });
      continue; // removed between the two calls, or a link to nowhere
    }
    // The time of change can be set by whoever copies a file, and does not move when its permissions are mended; ctime does.
    const version = found.isFile() ? `${found.size}-${found.mtimeMs}-${found.ctimeMs}` : 'not-a-file';
    files.push({
      ref,
      version,
      isFile: found.isFile(),
      bytes: found.size,
      changedAt: found.mtimeMs,
      arrivedAt: found.ctimeMs,
    });
  }
  return files;
}

async function readFacts(folder: string): Promise<SeedFacts> {
  try {
    return parseSeedFacts(await readFile(join(folder, FACTS_FILE), 'utf8'));
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return NO_FACTS;
    return {
      ...UNUSABLE,
      problems: [`${FACTS_FILE} cannot be read (${errorCode(cause)}). Check its permissions.`],
    };
  }
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
