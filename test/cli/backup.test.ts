import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { copySeeds, ROOT, temporaryFolder } from '../support/newsroom.ts';

const MAIN = join(ROOT, 'src/main.ts');

function begin(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, env: { ...process.env, ...environment } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(String(data)));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, text: said.join('') }));
  return { child, ended };
}

test('a running Newsdesk makes a backup, and takes commands; a restore brings all back', async () => {
  const folder = await temporaryFolder(onTestFinished);
  const seeds = join(folder, 'seeds');
  await mkdir(seeds);
  await copySeeds(seeds);
  const environment = {
    STORE_URL: `sqlite:${join(folder, 'a.db')}`,
    SEEDS: seeds,
    PORT: '0',
    FEEDS: join(folder, 'no.opml'),
  };
  const { child, ended } = begin(['start'], environment);
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) if (line.includes('stop   Ctrl+C')) break;

  const file = join(folder, 'backup.jsonl');
  const made = await begin(['backup', file], environment).ended;
  expect(made).toMatchObject({ code: 0, text: expect.stringMatching(/\d+ rows are in/) });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).toMatch(/^\{"newsdesk":"backup"/);
  // The port is one that nobody was told of: it is the socket that answers.
  const said = await begin(['say', '/news topics'], environment).ended;
  expect(said).toMatchObject({ code: 0, text: expect.stringContaining('embassy') });
  // A store that is in use is not restored into.
  expect(await begin(['restore', file, '--replace'], environment).ended).toMatchObject({ code: 3 });

  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 0 });
  const other = { ...environment, STORE_URL: `sqlite:${join(folder, 'b.db')}` };
  expect(await begin(['restore', file], other).ended).toMatchObject({ code: 0 });
  expect(await begin(['restore', file], other).ended).toMatchObject({
    code: 1,
    text: expect.stringContaining('--replace'),
  });
  expect((await begin(['say', '/news topics'], other).ended).text).toContain('embassy');
});
