import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { feeds as verb } from '../../src/cli/feeds.ts';
import type { Terminal, VerbCall } from '../../src/cli/verb.ts';
import { loadConfig } from '../../src/config.ts';
import { ROOT, temporaryFolder } from '../support/newsroom.ts';
import { freePort } from '../support/server.ts';
import { openSite, pageNaming, rssOf } from '../support/site.ts';

const MAIN = join(ROOT, 'src/main.ts');

/** A folder, a store in it, a site that may be read, and the command line over all of it. */
async function open() {
  const home = await temporaryFolder(onTestFinished);
  const seeds = join(home, 'seeds');
  await mkdir(seeds);
  const site = await openSite({
    '/': pageNaming([
      { title: 'World', href: '/world' },
      { title: 'Sport', href: '/sport' },
    ]),
    '/world': rssOf('Harbour World', [{ title: 'Envoys meet in Valletta', at: '2026-01-05T08:00:00Z' }]),
  });
  onTestFinished(() => site.stop());
  const env = {
    ...process.env,
    SEEDS: seeds,
    STORE_URL: `sqlite:${join(home, 'news.db')}`,
    PORT: String(await freePort()),
    FEEDS_ALLOW: site.host,
  };
  const settings = () => {
    const loaded = loadConfig(ROOT, home, env);
    return { config: { ...loaded.config, logLevel: 'silent' as const }, views: loaded.settings };
  };
  /** What `newsdesk feeds …` does, without a process of its own. */
  async function feeds(words: readonly string[], options: VerbCall['options'] = {}) {
    const said = { out: '', err: '' };
    const terminal: Terminal = {
      out: (line) => {
        said.out += `${line}\n`;
      },
      err: (line) => {
        said.err += `${line}\n`;
      },
      outIsTerminal: false,
      errIsTerminal: false,
    };
    return { code: await verb.run({ words, options, terminal, settings }), ...said };
  }
  const list = join(home, 'list.opml');
  await writeFile(
    list,
    `<opml version="1.0"><body><outline text="World"><outline text="Listed" xmlUrl="${site.url}/listed"/>
      <outline text="Script" xmlUrl="javascript:alert(1)"/></outline><outline text="World again" xmlUrl="${site.url}/world"/></body></opml>`,
  );
  return { site, env, feeds, list };
}

test('feeds are added, imported, listed, exported and removed where nothing runs', async () => {
  const { site, feeds, list } = await open();
  const several = await feeds(['add', site.url]);
  expect(several).toMatchObject({ code: 1, out: expect.stringContaining(`World <${site.url}/world>`) });
  expect(await feeds(['add', `${site.url}/world`])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Added “Harbour World”'),
  });
  expect(await feeds(['import', list])).toEqual({
    code: 1,
    out: `+ Listed <${site.url}/listed>\n1 added, 1 there already, 1 left out.\n`,
    err: '! “Script”: “javascript:alert(1)” is no web address.\n',
  });
  // An import asks nobody.
  expect(site.asked).not.toContain('/listed');
  const listed = await feeds([]);
  expect(listed.out).toMatch(/^2 feeds\n {2}- Harbour World <.*> — not read yet, next .*\n {2}- Listed </);
  expect((await feeds(['export'])).out).toContain(`xmlUrl="${site.url}/listed"`);
  expect(await feeds(['remove', 'Harbour', 'World'])).toMatchObject({ code: 0 });
  expect((await feeds(['list'], { json: true })).out).toContain('"title":"1 feed"');
});

test('the running Newsdesk is asked, and reads what was added', async () => {
  const { site, env, feeds, list } = await open();
  const running = spawn(process.execPath, [MAIN, 'start'], { cwd: ROOT, env });
  onTestFinished(() => void running.kill('SIGKILL'));
  let text = '';
  running.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text, { timeout: 20_000 }).toContain('Newsdesk is running');
  expect(await feeds(['import', list])).toMatchObject({ code: 1, out: expect.stringContaining('2 added') });
  await expect.poll(() => site.asked, { timeout: 20_000 }).toEqual(expect.arrayContaining(['/world', '/listed']));
  await expect
    .poll(async () => (await feeds(['list'])).out, { timeout: 20_000 })
    .toMatch(/1 failing.*Listed <.*fails/s);
});

test('what is typed wrong is said with an example', async () => {
  const { feeds } = await open();
  expect(await feeds(['ad', 'x'])).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean "add"?') });
  expect(await feeds(['add'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('newsdesk feeds add bbc.co.uk/news'),
  });
  expect(await feeds(['import', '/nowhere.opml'])).toMatchObject({
    code: 2,
    err: '/nowhere.opml: There is no such file.\n',
  });
  expect(await feeds(['list'], { in: 'nowhere' })).toMatchObject({ code: 2 });
});
