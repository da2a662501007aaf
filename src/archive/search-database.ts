import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isOneSlip } from '../lib/nearest.ts';
import { fold } from '../lib/text.ts';

/** An article as the search index takes it. `stamp` changes whenever its words do. */
export type SearchText = {
  readonly id: string;
  readonly stamp: string;
  readonly title: string;
  readonly text: string;
  readonly publisher: string;
};

/** The full-text index of articles in a database of its own. It holds no texts, only which words stand in which article. */
export type SearchDatabase = {
  /** The stamps under which articles stand in the index; null for one that does not. */
  stamps(ids: readonly string[]): (string | null)[];
  /** Adds articles, or replaces those of the same ids, and takes others out: all of it or, where it throws, nothing. */
  change(put: readonly SearchText[], gone: readonly string[]): void;
  /** Up to `limit` ids that come after `after` in their order. */
  ids(after: string, limit: number): string[];
  /** Ids of the articles that hold the words, best first; a word may be begun only, or have one slip in it. */
  search(query: string): string[];
  close(): void;
};

/** The place of an index in memory, and of one on disk that is gone once it is closed. */
export const SEARCH_IN_MEMORY = ':memory:';
export const SEARCH_TEMPORARY = '';

/** Raised whenever what is made from an article changes: an index of another version is made anew. */
const VERSION = 1;
const MAX_QUERY_CHARACTERS = 200;
const MAX_HITS = 500;
/** A shorter word is meant whole: nearly every word begins with "a". */
const SHORTEST_BEGINNING = 4;
/** A shorter word with a slip in it is another word. */
const SHORTEST_MISSPELT = 6;
/** Words of the vocabulary that are compared with a misspelt one. */
const MOST_COMPARED = 200_000;
/** Of an article, so many characters are searched: as many as a long report has. */
const SEARCHED_CHARACTERS = 100_000;
const TITLE_WEIGHT = 3;

/**
 * Opens the index in a file, or at `SEARCH_IN_MEMORY` or `SEARCH_TEMPORARY`. A file that is damaged, another program's or of another
 * version is made anew: nothing is kept here that cannot be made again.
 * @throws what `node:sqlite` throws where even a new file cannot be made
 */
export function openSearchDatabase(path: string): SearchDatabase {
  try {
    return over(openFile(path));
  } catch (error) {
    if (path === SEARCH_IN_MEMORY || path === SEARCH_TEMPORARY) throw error;
    removeSearchFile(path);
    return over(openFile(path));
  }
}

/** Removes the file of an index, and what SQLite keeps beside it. */
export function removeSearchFile(path: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // A power cut may take the last changes, never more: what is missing is found at the next start.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384;');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    const isNew = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
    if (!isNew && version !== VERSION) throw new Error(`an index of version ${version}`);
    if (isNew) createTables(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createTables(database: DatabaseSync): void {
  // Which column a word stands in is kept, its place there is not: nobody asks for phrases, and it halves the index.
  database.exec(`
    BEGIN;
    CREATE TABLE articles (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(
      title, text, publisher, content = '', contentless_delete = 1, detail = column,
      tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
    );
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
    PRAGMA user_version = ${VERSION};
    COMMIT;
  `);
}

function over(database: DatabaseSync): SearchDatabase {
  const stampOf = database.prepare('SELECT place, stamp FROM articles WHERE id = ?');
  const listed = database.prepare('SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?');
  const insertArticle = database.prepare('INSERT INTO articles (id, stamp) VALUES (?, ?)');
  const deleteArticle = database.prepare('DELETE FROM articles WHERE place = ?');
  const insertWords = database.prepare('INSERT INTO words (rowid, title, text, publisher) VALUES (?, ?, ?, ?)');
  const deleteWords = database.prepare('DELETE FROM words WHERE rowid = ?');
  const begins = database.prepare('SELECT 1 FROM vocabulary WHERE term >= ? AND term < ? LIMIT 1');
  const nearby = database.prepare(
    `SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? LIMIT ${MOST_COMPARED}`,
  );
  const hits = database.prepare(`
    SELECT articles.id FROM words JOIN articles ON articles.place = words.rowid
    WHERE words MATCH ? ORDER BY bm25(words, ${TITLE_WEIGHT}, 1, 1), articles.id LIMIT ${MAX_HITS}`);

  function takeOut(id: string): void {
    const place = stampOf.get(id)?.['place'];
    if (place === undefined) return;
    deleteWords.run(Number(place));
    deleteArticle.run(Number(place));
  }

  /** How a word is asked for: as it is, as a beginning, or as the word that was meant. */
  function asked(word: string): string {
    const mayBegin = word.length >= SHORTEST_BEGINNING;
    const isKnown = begins.get(word, mayBegin ? after(word) : `${word}\u0000`) !== undefined;
    const meant = isKnown || word.length < SHORTEST_MISSPELT ? null : nearestWord(word);
    if (meant !== null) return `"${meant}"`;
    return mayBegin ? `"${word}"*` : `"${word}"`;
  }

  /** The word of most articles that is one slip away: a letter wrong, missing or too many, or two of them swapped. */
  function nearestWord(word: string): string | null {
    const [first = '', second = ''] = word;
    let best: { readonly term: string; readonly doc: number } | null = null;
    for (const start of new Set([first, second])) {
      for (const row of nearby.all(start, after(start), word.length - 1, word.length + 1)) {
        const [term, doc] = [String(row['term']), Number(row['doc'])];
        if ((best === null || doc > best.doc) && isOneSlip(word, term)) best = { term, doc };
      }
    }
    return best?.term ?? null;
  }

  function find(query: string): string[] {
    return hits.all(query).map((row) => String(row['id']));
  }

  return {
    stamps: (ids) => ids.map((id) => stampOf.get(id)?.['stamp']?.toString() ?? null),
    change(put, gone) {
      database.exec('BEGIN');
      try {
        for (const id of gone) takeOut(id);
        for (const { id, stamp, title, text, publisher } of put) {
          takeOut(id);
          const { lastInsertRowid } = insertArticle.run(id, stamp);
          const words = searchable(text.slice(0, SEARCHED_CHARACTERS));
          insertWords.run(lastInsertRowid, searchable(title), words, searchable(publisher));
        }
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    },
    ids: (after, limit) => listed.all(after, limit).map((row) => String(row['id'])),
    search(query) {
      // Letters and digits alone, each word in quotes: nothing that is typed is an operator.
      const typed = searchable(query.slice(0, MAX_QUERY_CHARACTERS)).match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
      const words = [...new Set(typed)].map(asked);
      if (words.length === 0) return [];
      // All words first: whoever types two words means both. Only where that finds nothing does one word do.
      const all = find(words.join(' AND '));
      if (all.length === 0) return words.length === 1 ? [] : find(words.join(' OR '));
      // A headline that holds them all is what was meant, however often a long text says them.
      return [...new Set([...find(`{title} : (${words.join(' AND ')})`), ...all])];
    },
    close: () => database.close(),
  };
}

const ASCII = /^\p{ASCII}*$/u;

/** Folded, and a script without spaces with a space between its characters: each is a word. */
function searchable(text: string): string {
  const folded = fold(text);
  if (ASCII.test(folded)) return folded;
  return folded.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu, ' $& ');
}

/** The end of the words that begin with `start`. */
function after(start: string): string {
  return `${start}\u{10ffff}`;
}
