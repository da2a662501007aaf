import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { allowList, ConfigError, defaultSettings, loadConfig } from '../src/config.ts';
import { ROOT, temporaryFolder } from './support/newsroom.ts';

async function project(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await temporaryFolder(onTestFinished);
  await mkdir(join(root, 'config'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  return root;
}

function problemsOf(root: string, environment: Record<string, string> = {}): readonly string[] {
  try {
    loadConfig(root, root, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  test('config/newsdesk.yaml shows every setting with its default and names its variable', async () => {
    const text = await readFile(join(ROOT, 'config/newsdesk.yaml'), 'utf8');
    const shown = Object.entries(parse(text) as Record<string, Record<string, unknown>>).flatMap(
      ([section, settings]) => Object.entries(settings).map(([key, value]) => [`${section}.${key}`, value]),
    );
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(defaultSettings().map(({ key, value }) => [key, value])),
    );
    for (const { env } of defaultSettings()) expect(text).toMatch(new RegExp(`# ${env}\\b`));
  });

  test('without any file the defaults hold, and paths start at the project', async () => {
    const root = await project();
    const { config, settings } = loadConfig(root, '/elsewhere', {});
    expect(config).toMatchObject({ port: 8080, host: '127.0.0.1', publicUrl: null, seedsFolder: join(root, 'seeds') });
    expect(config.storeUrl).toBe(`sqlite:${join(root, 'data/newsdesk.db')}`);
    expect(settings.every(({ from }) => from === 'default')).toBe(true);
  });

  test('environment over .env over the second file over the first, each named as the origin', async () => {
    const root = await project({
      'config/newsdesk.yaml': 'web:\n  port: 1\n  host: one.example\nlog:\n  level: warn\nseeds:\n  poll_seconds: 7\n',
      'second.yaml': 'web:\n  port: 2\n  host: two.example\nlog:\n  level: debug\n',
      '.env': 'NEWSDESK_CONFIG=second.yaml\nPORT=3\nHOST=three.example\n',
    });
    const { config, settings } = loadConfig(root, root, { PORT: '4' });
    expect(config).toMatchObject({ port: 4, host: 'three.example', logLevel: 'debug', seedsPollSeconds: 7 });
    const from = Object.fromEntries(settings.map((view) => [view.env, view.from]));
    expect(from).toMatchObject({
      PORT: 'environment PORT',
      HOST: '.env HOST',
      LOG_LEVEL: 'second.yaml, line 5',
      SEEDS_POLL_SECONDS: 'config/newsdesk.yaml, line 7',
      SEEDS: 'default',
    });
  });

  test('a path in the environment starts where the person is', async () => {
    const root = await project();
    const { config } = loadConfig(root, '/home/ann', { SEEDS: 'articles', STORE_URL: 'sqlite:./x.db' });
    expect(config).toMatchObject({ seedsFolder: '/home/ann/articles', storeUrl: 'sqlite:/home/ann/x.db' });
  });

  test('a typo is named with its line and the nearest valid key', async () => {
    const root = await project({ 'config/newsdesk.yaml': 'web:\n  prot: 80\nstoer:\n  url: x\n' });
    expect(problemsOf(root)).toEqual([
      'config/newsdesk.yaml, line 2: there is no setting "web.prot". Did you mean "web.port"?',
      'config/newsdesk.yaml, line 3: there is no section "stoer". Did you mean "store"?',
    ]);
  });

  test.each([
    ['web:\n  port: eighty\n', 'line 2: web.port cannot be "eighty". It takes a whole number from 0 to 65535.'],
    ['web:\n  port: 1.5\n', 'line 2: web.port cannot be 1.5.'],
    ['web:\n  port: null\n', 'line 2: web.port cannot be null.'],
    ['web:\n  public_url: javascript:alert(1)\n', 'web.public_url cannot be'],
    ['log:\n  level: loud\n', 'It takes one of trace, debug, info, warn, error, silent.'],
    ['web: 8080\n', 'line 1: "web" is a section'],
    ['- a\n', 'expected sections'],
    ['web:\n  port: [1\n', 'this is not YAML'],
  ])('%j is refused with its place', async (yaml, problem) => {
    const root = await project({ 'config/newsdesk.yaml': yaml });
    expect(problemsOf(root).join('\n')).toContain(problem);
  });

  test('a second file that does not exist is named', async () => {
    const problems = problemsOf(await project(), { NEWSDESK_CONFIG: 'gone.yaml' });
    expect(problems).toEqual([expect.stringMatching(/NEWSDESK_CONFIG names .*gone\.yaml, which does not exist/)]);
  });

  test('a password never shows, neither in the list nor in a problem', async () => {
    const root = await project();
    const secret = 'hunter2';
    const { settings } = loadConfig(root, root, {
      STORE_URL: `postgres://ann:${secret}@db.example/news?password=${secret}`,
    });
    expect(JSON.stringify(settings)).not.toContain(secret);
    expect(settings.find(({ env }) => env === 'STORE_URL')?.value).toBe('postgres://***@db.example/news?***');
  });

  test('FEEDS_ALLOW takes hosts and ranges, and none that opens every network', async () => {
    const root = await project();
    const { config } = loadConfig(root, root, { FEEDS_ALLOW: 'wiki.corp, 10.1.0.0/16  intranet.example:8080' });
    expect(allowList(config.feedsAllow)).toEqual(['wiki.corp', '10.1.0.0/16', 'intranet.example:8080']);
    expect(allowList(loadConfig(root, root, {}).config.feedsAllow)).toEqual([]);
    for (const wrong of ['0.0.0.0/0', 'http://wiki.corp', 'wiki corp:0']) {
      expect(problemsOf(root, { FEEDS_ALLOW: wrong })).toEqual([expect.stringContaining('feeds.allow')]);
    }
  });
});
