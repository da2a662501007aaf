import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { copySeeds, ROOT, SEEDS, temporaryFolder } from '../support/newsroom.ts';

const MAIN = join(ROOT, 'src/main.ts');

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };
type Environment = Readonly<Record<string, string>>;

/** Runs the command line to its end. */
function newsdesk(args: readonly string[], input = '', environment: Environment = {}, cwd = ROOT): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...args],
      { cwd, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 },
      (_error, out, err) => resolve({ code: child.exitCode, out, err }),
    );
    child.stdin?.end(input);
  });
}

const jsonLines = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

async function folder(): Promise<string> {
  return temporaryFolder(onTestFinished);
}

describe('newsdesk', () => {
  test('--help shows each verb with an example; a mistyped verb gets the nearest', async () => {
    const { code, out } = await newsdesk(['--help']);
    expect(code).toBe(0);
    for (const verb of ['start', 'say', 'read', 'group', 'match', 'config'])
      expect(out).toMatch(new RegExp(`e\\.g\\..*newsdesk.* ${verb}`));
    expect(await newsdesk(['strat'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Did you mean "start"?'),
    });
    expect(await newsdesk(['read', '--jsn'])).toMatchObject({ code: 2, err: expect.stringContaining('--jsn') });
    expect((await newsdesk(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('config shows what is in force and where it came from', async () => {
    const { code, out } = await newsdesk(['config', '--json'], '', {
      PORT: '8123',
      STORE_URL: 'redis://u:hunter2@r.example',
    });
    expect(code).toBe(0);
    expect(out).not.toContain('hunter2');
    expect(jsonLines(out)).toContainEqual({ key: 'web.port', env: 'PORT', value: '8123', from: 'environment PORT' });
  });

  test('a typo in the settings is named with its line, and nothing starts', async () => {
    const home = await folder();
    await writeFile(join(home, 'mine.yaml'), 'web:\n  prot: 80\n');
    const ended = await newsdesk(['start'], '', { NEWSDESK_CONFIG: join(home, 'mine.yaml') });
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/mine\.yaml, line 2: there is no setting "web\.prot"\. Did you mean "web\.port"\?/);
  });
});

describe('newsdesk read', () => {
  test('gives one object a file', async () => {
    const { code, out, err } = await newsdesk(['read', SEEDS, '--json']);
    expect(err).toBe('');
    expect(code).toBe(0);
    const rows = jsonLines(out);
    expect(rows).toHaveLength(5);
    expect(rows[0]).toMatchObject({
      file: join(SEEDS, '000_4147a40551966cb9.txt'),
      title: 'Historic US-Russia Diplomatic Talks in Istanbul Signal Policy Shift',
      publisher: 'Devdiscourse',
      url: null,
      publishedAt: '2025-02-27T12:11:00.000Z',
      dateOrigin: 'stated',
      language: 'en',
    });
    expect(rows.map(({ dateOrigin }) => dateOrigin)).toEqual([
      'stated',
      'stated-local',
      'stated-local',
      'stated',
      'unknown',
    ]);
    expect(rows[4]).toMatchObject({ publisher: null, publishedAt: null });
  });

  test('names each file it cannot read and goes on', async () => {
    const home = await folder();
    await writeFile(join(home, 'a.zip.txt'), Buffer.from('504b0304140000000800', 'hex'));
    await writeFile(join(home, 'b.txt'), '');
    await copyFile(join(SEEDS, '002_d2840af30ce1d58b.txt'), join(home, 'c.txt'));
    const { code, out, err } = await newsdesk(['read', home, join(home, 'gone.txt'), '--json']);
    expect(code).toBe(1);
    const rows = jsonLines(out);
    expect(rows.map(({ error }) => error === null)).toEqual([false, false, true]);
    expect(err.trim().split('\n')).toHaveLength(3);
    expect(err).toContain('gone.txt: There is no such file or folder.');
  });
});

describe('newsdesk group and match', () => {
  test('the five files are three stories, whatever reads them', async () => {
    const read = await newsdesk(['read', SEEDS, '--json']);
    const { code, out, err } = await newsdesk(['group', '--json'], read.out);
    expect([code, err]).toEqual([0, '']);
    const rows = jsonLines(out);
    expect(rows.map(({ id }) => id)).toEqual(jsonLines(read.out).map(({ id }) => id));
    const [held, alsoHeld, toMeet, second, undated] = rows.map(({ story }) => story);
    expect([alsoHeld, undated]).toEqual([held, held]);
    expect(new Set([held, toMeet, second]).size).toBe(3);
    for (const { reasons } of rows) expect(Array.isArray(reasons)).toBe(true);
  });

  test('a bad line is named and left out; the others count', async () => {
    const lines = [
      '{"id":1,"title":"Quake hits Peru","text":"A quake hit Peru."}',
      'no json',
      '{"title":"no id"}',
      '',
    ].join('\n');
    const { code, out, err } = await newsdesk(['group', '-', '--json'], lines);
    expect(code).toBe(1);
    expect(jsonLines(out).map(({ id }) => id)).toEqual(['1']);
    expect(err).toContain('standard input, line 2: this is not JSON');
    expect(err).toContain('standard input, line 3: "id" is missing');
  });

  test('a line that is far too long is named by its number and costs nothing; separators within a line end none', async () => {
    const good = JSON.stringify({ id: 'b', title: 'Ferry burns\u2028in Valletta', text: 'A ferry\u2029burned.\r' });
    const input = `\uFEFF{"id":"a","text":"${'x'.repeat(17 * 1024 * 1024)}"}\n${good}\r\n${good.replace('"b"', '"c"')}`;
    const { code, out, err } = await newsdesk(['group', '--json'], input);
    expect(err).toContain('standard input, line 1: the line is too long; it is left out.');
    expect(jsonLines(out).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(code).toBe(1);
  });

  test('a file that is missing, or a folder, is one clear sentence', async () => {
    const nowhere = join(await folder(), 'nowhere.jsonl');
    expect(await newsdesk(['group', nowhere])).toEqual({ code: 2, out: '', err: `${nowhere} does not exist.\n` });
    expect(await newsdesk(['match', '--topics', SEEDS])).toEqual({
      code: 2,
      out: '',
      err: `${SEEDS} cannot be read (EISDIR).\n`,
    });
  });

  test('match finds the topic by its meaning, and with --all shows what missed', async () => {
    const home = await folder();
    const topics = join(home, 'topics.jsonl');
    await writeFile(topics, '{"id":"t1","query":"US–Russia embassy talks"}\n{"id":"t2","query":"\\"unbalanced"}\n');
    const articles = [
      { id: 'a1', title: 'Russian and American delegations discuss their diplomatic missions' },
      { id: 'a2', title: 'Iran–U.S. nuclear talks in Oman face major hurdles' },
    ];
    const input = articles.map((article) => JSON.stringify(article)).join('\n');
    const matched = await newsdesk(['match', '--topics', topics, '-', '--json'], input);
    expect(matched.code).toBe(1);
    expect(matched.err).toContain('Topic t2 is left out');
    expect(jsonLines(matched.out)).toMatchObject([{ topic: 't1', article: 'a1', match: true }]);
    const all = jsonLines((await newsdesk(['match', '--topics', topics, '--all', '--json'], input)).out);
    expect(all.map(({ article, match }) => [article, match])).toEqual([
      ['a1', true],
      ['a2', false],
    ]);
    for (const { score, why } of all) {
      expect(score).toBeGreaterThan(0);
      expect(why.length).toBeGreaterThan(0);
    }
  });

  test('match --grouped scores stories, and reports for each of their articles', async () => {
    const home = await folder();
    const topics = join(home, 'topics.jsonl');
    await writeFile(topics, '{"id":"t","query":"US–Russia embassy talks"}\n');
    const read = await newsdesk(['read', SEEDS, '--json']);
    const pairs = async (...more: readonly string[]) => {
      const { code, out } = await newsdesk(['match', '--topics', topics, '-', '--json', ...more], read.out);
      expect(code).toBe(0);
      return new Map<string, number>(jsonLines(out).map(({ article, score }) => [article, score]));
    };
    const ids = jsonLines(read.out).map(({ id }) => id);
    const [alone, grouped] = [await pairs(), await pairs('--grouped')];
    expect([...grouped.keys()].sort()).toEqual([...ids].sort());
    const [held, alsoHeld, toMeet, , undated] = ids;
    expect(new Set([held, alsoHeld, undated].map((id) => grouped.get(id))).size).toBe(1);
    expect(new Set([held, alsoHeld, undated].map((id) => alone.get(id))).size).toBeGreaterThan(1);
    expect(grouped.get(toMeet)).toBe(alone.get(toMeet));
  });
});

/** A Newsdesk that runs until the test ends. */
async function start(
  environment: Environment,
): Promise<{ readonly child: ChildProcess; readonly url: string; text(): string }> {
  const child = spawn(process.execPath, [MAIN, 'start'], { cwd: ROOT, env: { ...process.env, ...environment } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  const take = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  await expect.poll(() => text, { timeout: 20_000 }).toMatch(/page +http/);
  return { child, url: /page +(\S+)/.exec(text)?.[1] ?? '', text: () => text };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

async function environmentOf(
  files?: readonly string[],
): Promise<{ readonly seeds: string } & { readonly env: Environment }> {
  const home = await folder();
  const seeds = join(home, 'seeds');
  if (files) await copySeeds(seeds, files);
  else await mkdir(seeds);
  return {
    seeds,
    env: { SEEDS: seeds, STORE_URL: `sqlite:${join(home, 'news.db')}`, PORT: '0', SEEDS_POLL_SECONDS: '0.2' },
  };
}

describe('newsdesk start', () => {
  test('shows alerts, takes a file that is dropped in, ends with 0, and says nothing twice at the next start', async () => {
    const { seeds, env } = await environmentOf(['002_d2840af30ce1d58b.txt', '000_4147a40551966cb9.txt']);
    const first = await start(env);
    await expect
      .poll(first.text, { timeout: 20_000 })
      .toContain('Historic US-Russia Diplomatic Talks in Istanbul Signal');
    await copyFile(join(SEEDS, '003_c3ebc0919f3d0041.txt'), join(seeds, '003_c3ebc0919f3d0041.txt'));
    await expect.poll(first.text, { timeout: 20_000 }).toContain('Diplomatic Relations Reset');
    expect(await (await fetch(`${first.url}/healthz`)).json()).toMatchObject({ ok: true });
    first.child.kill('SIGTERM');
    expect(await ended(first.child)).toBe(0);

    const second = await start(env);
    expect(second.text()).toContain('3 articles in 3 stories');
    second.child.kill('SIGINT');
    expect(await ended(second.child)).toBe(0);
    expect(second.text()).not.toContain('Historic US-Russia');
  });

  test('goes on where a library has lost a promise, and says nothing secret of it', async () => {
    const { seeds, env } = await environmentOf();
    const lost = join(await folder(), 'lost.mjs');
    await writeFile(
      lost,
      `const waiting = setInterval(() => {
        if (process.listenerCount('unhandledRejection') === 0) return;
        clearInterval(waiting);
        Promise.reject(Object.assign(new Error('a lost promise'), { url: 'https://chat.example/hooks/secret' }));
      }, 20);`,
    );
    const running = await start({ ...env, NODE_OPTIONS: `--import ${lost}` });
    await expect.poll(running.text, { timeout: 20_000 }).toContain('a lost promise');
    await copyFile(join(SEEDS, '003_c3ebc0919f3d0041.txt'), join(seeds, '003_c3ebc0919f3d0041.txt'));
    await expect.poll(running.text, { timeout: 20_000 }).toContain('Diplomatic Relations Reset');
    expect(running.text()).not.toContain('hooks/secret');
  });

  test('a second one on the same store is refused, while say goes to the first', async () => {
    const { env: own } = await environmentOf(['002_d2840af30ce1d58b.txt']);
    // However people reach the pages from outside, say is on this machine.
    const env = { ...own, PUBLIC_URL: 'https://news.example.org' };
    const first = await start(env);
    await expect.poll(first.text, { timeout: 20_000 }).toContain('To Meet In Istanbul');
    const { code, err } = await newsdesk(['start'], '', env);
    expect(code).toBe(3);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/in use/);
    const said = await newsdesk(['say', '/news', 'topics', '--json'], '', { ...env, PORT: new URL(first.url).port });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(said.out)).toMatchObject({ ok: true, title: '3 topics' });
    // It goes over a socket that only this user can reach, so that it may speak for any channel, also one that no page shows.
    const inDiscord = ['say', '--in', 'discord:1:2', '--json', '/news topics'];
    const there = await newsdesk(inDiscord, '', { ...env, PORT: new URL(first.url).port });
    expect(there.err).toBe('');
    expect(JSON.parse(there.out)).toMatchObject({ title: 'Nothing is watched for yet' });
  });

  test('a port that is taken is one clear sentence', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { env } = await environmentOf();
    const port = String((other.address() as AddressInfo).port);
    const { code, err } = await newsdesk(['start'], '', { ...env, PORT: port });
    expect(code).toBe(3);
    expect(err).toContain(`Port ${port}`);
    expect(err).toContain('Set PORT');
  });

  test('an empty folder, bad files and all, is no reason to stop', async () => {
    const { seeds, env } = await environmentOf();
    await mkdir(join(seeds, 'folder'));
    await writeFile(join(seeds, 'empty.txt'), '');
    await writeFile(join(seeds, 'zip.txt'), Buffer.from('504b0304140000000800', 'hex'));
    await writeFile(
      join(seeds, 'utf16.txt'),
      Buffer.from(`\uFEFF${await readFile(join(SEEDS, '002_d2840af30ce1d58b.txt'), 'utf8')}`, 'utf16le'),
    );
    const running = await start(env);
    await expect.poll(running.text, { timeout: 20_000 }).toContain('To Meet In Istanbul');
    for (const name of ['folder', 'empty.txt', 'zip.txt']) {
      await expect.poll(running.text, { timeout: 20_000 }).toMatch(new RegExp(`! seeds/${name}: .+\\.`));
    }
    expect(await readdir(seeds)).toHaveLength(4);
  });
});

describe('newsdesk say', () => {
  test('works on the store where nothing runs', async () => {
    const { env } = await environmentOf();
    const { code, out } = await newsdesk(['say', '/news watch volcano eruptions'], '', env);
    expect(code).toBe(0);
    expect(out).toContain('Following “volcano eruptions”\n  #newsroom follows it');
    expect((await newsdesk(['say', '/news topics'], '', env)).out).toContain('volcano eruptions');
    expect((await newsdesk(['say', '/news wathc x'], '', env)).code).toBe(1);
    const elsewhere = await newsdesk(['say', '/news watch storms', '--in', 'discord:guild:123'], '', env);
    expect(elsewhere.out).toContain('#123 follows it');
    expect((await newsdesk(['say', '/news topics'], '', env)).out).not.toContain('storms');
  });

  test('what one exports another imports, and the file has the output for itself', async () => {
    const { env } = await environmentOf();
    await newsdesk(['say', '/news watch volcano eruptions'], '', env);
    const exported = await newsdesk(['say', '/news export'], '', env);
    expect(exported.code).toBe(0);
    expect(exported.err).toContain('The file of this workspace');
    expect(parse(exported.out)).toMatchObject({
      topics: expect.arrayContaining([expect.objectContaining({ name: 'volcano eruptions' })]),
    });
    const file = join(await folder(), 'topics.yaml');
    await writeFile(file, exported.out);
    const { env: other } = await environmentOf();
    const imported = await newsdesk(['say', '/news import', '--file', file], '', other);
    expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('the topic “volcano eruptions”') });
  });

  test('a channel or a file that is none is told, and nothing is said', async () => {
    for (const channel of ['newsroom', 'discrod:1:2']) {
      const { code, err } = await newsdesk(['say', '/news help', '--in', channel]);
      expect(code).toBe(2);
      expect(err).toContain('--in preview:local:newsroom');
    }
    const { code, err } = await newsdesk(['say', '/news import', '--file', 'no-such-file.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('no-such-file.yaml cannot be read');
  });
});
