import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/store/sqlite.ts';
import { openStore } from '../../src/store/store.ts';
import { shownUrl } from '../../src/store/store-url.ts';

const folder = mkdtempSync(join(tmpdir(), 'newsdesk-open-'));
const WORDS = { version: 1, parse: z.string() };
// root may write anywhere, so what is refused must be tried as somebody else.
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

function place(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  if (NOBODY.uid !== undefined) chownSync(path, NOBODY.uid, NOBODY.gid);
  return path;
}

/** What another process, run by an ordinary user, says of opening a store. */
function openElsewhere(url: string): { code: string; message: string } {
  const script = join(import.meta.dirname, '../support/open-store.ts');
  const { stdout } = spawnSync(process.execPath, [script, url], { encoding: 'utf8', ...NOBODY });
  return z.object({ code: z.string(), message: z.string() }).parse(JSON.parse(stdout));
}

describe('two openers of one file', () => {
  it('refuses the second, in this process and in another, until the first closes', async () => {
    const path = join(place('two'), 'store.db');
    const url = `sqlite:${path}`;
    const store = await openStore(url);
    await store.commit([store.table('words', WORDS).put('a', 'x')]);
    await expect(openStore(url)).rejects.toMatchObject({ code: 'in-use' });
    const refused = spawnSync(process.execPath, [join(import.meta.dirname, '../support/open-store.ts'), url]);
    expect(JSON.parse(String(refused.stdout))).toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(path),
    });
    // Having been refused, neither has broken the lock of the first.
    await expect(openStore(url)).rejects.toMatchObject({ code: 'in-use' });
    await store.close();
    const again = await openStore(url);
    expect(await again.table('words', WORDS).get('a')).toBe('x');
    await again.close();
  });

  it('lets the second in once the first was killed', async () => {
    const url = `sqlite:${join(place('killed'), 'store.db')}`;
    const script = join(import.meta.dirname, '../support/commit-forever.ts');
    const holder = spawn(process.execPath, [script, url, '1', '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expect(openStore(url)).rejects.toMatchObject({ code: 'in-use' });
    holder.kill('SIGKILL');
    await once(holder, 'close');
    await (await openStore(url)).close();
  });
});

describe('a file that cannot be used', () => {
  it('says so of a file that may not be written', async () => {
    const path = join(place('file'), 'store.db');
    await (await openStore(`sqlite:${path}`)).close();
    chmodSync(path, 0o444);
    expect(openElsewhere(`sqlite:${path}`)).toMatchObject({
      code: 'read-only',
      message: expect.stringContaining(path),
    });
  });

  it('says so of a folder that may not be written, with and without the file in it', async () => {
    const path = place('folder');
    await (await openStore(`sqlite:${join(path, 'store.db')}`)).close();
    chmodSync(join(path, 'store.db'), 0o666);
    chmodSync(path, 0o555);
    expect(openElsewhere(`sqlite:${join(path, 'store.db')}`)).toMatchObject({ code: 'read-only' });
    expect(openElsewhere(`sqlite:${join(path, 'new.db')}`)).toMatchObject({ code: 'read-only' });
    expect(openElsewhere(`sqlite:${join(path, 'new', 'store.db')}`)).toMatchObject({ code: 'read-only' });
    chmodSync(path, 0o755);
  });

  it('says so of a file that is no database, and leaves it as it is', async () => {
    const path = join(place('text'), 'notes.txt');
    writeFileSync(path, 'These are my notes, long enough to be taken for the header of a database file. '.repeat(50));
    const before = readFileSync(path);
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining(path),
    });
    expect(readFileSync(path)).toEqual(before);
  });

  it("says so of another program's database, and puts nothing into it", async () => {
    const path = join(place('other'), 'other.db');
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('another program'),
    });
    const again = new DatabaseSync(path);
    expect(again.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1);
    again.close();
  });

  it('says so of a folder, and of a file where a folder should be', async () => {
    const path = place('is-folder');
    writeFileSync(join(path, 'file'), '');
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('is a folder'),
    });
    await expect(openStore(`sqlite:${join(path, 'file', 'store.db')}`)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('says so of a damaged database', async () => {
    const path = join(place('torn'), 'store.db');
    const store = await openStore(`sqlite:${path}`);
    const words = store.table('words', WORDS);
    await store.commit(Array.from({ length: 200 }, (_, n) => words.put(`${n}`, 'x'.repeat(500))));
    await store.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, 4096));
    await expect(openStore(`sqlite:${path}`)).rejects.toMatchObject({ code: 'unreadable' });
  });
});

it('says that the disk is full, changes nothing, and goes on when there is room', async () => {
  const databases: DatabaseSync[] = [];
  const store = await openStore(`sqlite:${join(place('full'), 'store.db')}`, {
    openDatabase(path) {
      const database = openDatabase(path);
      databases.push(database);
      return database;
    },
  });
  const limit = (pages: number) => databases[0]?.exec(`PRAGMA max_page_count = ${pages}`);
  const words = store.table('words', WORDS);
  await store.commit([words.put('a', 'before')]);
  limit(50);
  const batch = [
    words.put('a', 'after'),
    ...Array.from({ length: 100 }, (_, n) => words.put(`b${n}`, 'x'.repeat(4_000))),
  ];
  await expect(store.commit(batch)).rejects.toMatchObject({ code: 'full' });
  expect(await Array.fromAsync(words.rows())).toEqual([['a', 'before']]);
  await store.commit([words.put('c', 'small')]);
  limit(1_000_000);
  await store.commit(batch);
  expect(await Array.fromAsync(words.rows())).toHaveLength(102);
  await store.close();
});

describe('the address of a store', () => {
  it('names the kinds there are for one that is none of them', async () => {
    for (const url of [
      '',
      './data/x.db',
      'sqlit:x.db',
      'mysql://root:s3cret@host/db',
      'sqlite:',
      'sqlite:folder/',
      'redis:',
      'redis://',
      'postgres://u:s3/cret@host/db',
    ]) {
      const error = await openStore(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        name: 'StoreError',
        code: 'bad-url',
        message: expect.stringMatching(/sqlite:|:\/\//),
      });
      expect(String(error)).not.toMatch(/s3/);
    }
    await expect(openStore('sqlit:x.db')).rejects.toThrow('Did you mean "sqlite:"?');
  });

  it('is shown without user, password and options, however they are written', () => {
    expect(shownUrl('redis://host:6379/0')).toBe('redis://host:6379/0');
    for (const secret of ['s3cret', 's3@cret', 's3/cr@et', 's3?cret', '']) {
      expect(shownUrl(`postgres://u:${secret}@host/db?password=s3cret#s3cret`)).toBe('postgres://host/db');
    }
  });

  it('may be of a server that is not there: no user or password in what is said', async () => {
    for (const url of ['redis://me:s3cret@127.0.0.1:1', 'postgres://me:s3cret@127.0.0.1:1/db']) {
      const error = await openStore(url).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('127.0.0.1:1') });
      expect(JSON.stringify([String(error), error])).not.toMatch(/s3cret/);
    }
  });
});
