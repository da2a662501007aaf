import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/list.ts';
import { parseSeedFacts } from '../src/sources/seed-facts.ts';
import { parseStarters } from '../src/starters.ts';
import { compileTopic } from '../src/topics/compile.ts';
import { readLexicon } from '../src/topics/lexicon-folder.ts';
import { ROOT } from './support/newsroom.ts';

// A file imports from its own folder and from those above it, never from one below.
const TREE = [
  'lib',
  'platform',
  'store',
  'settings',
  'sources',
  'articles',
  'stories',
  'topics',
  'outbox',
  'archive',
  'digests',
  'desk',
  'announce',
  'pipeline',
  'retention',
  'trace',
  'feed-health',
  'figures',
  'commands',
  'doctor',
  'web',
  'config',
  'schedule',
  'starters',
  'app',
  'platforms',
  'control',
  'cli',
  'main',
];

/** Packages that may be imported anywhere, and why. */
const WITHOUT_A_DOOR: Readonly<Record<string, string>> = {
  zod: 'schemas stand beside the types they check',
};

type Import = { readonly from: string; readonly to: string };

function filesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|js)$/.test(name))
    .map((name) => join(folder, name));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = text.matchAll(
    /^\s*(?:import|export)\b[^'";]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|^import\s+'([^']+)'/gm,
  );
  return Array.from(found, (match) => ({ from: file, to: match[1] ?? match[2] ?? match[3] ?? '' }));
}

/** The part of the tree that a file below `src` stands in: its folder, or its own name. */
function partOf(file: string): string {
  return (file.split('/')[1] ?? '').replace(/\.ts$/, '');
}

const sources = [...filesOf('src'), ...filesOf('adapters')];
const imports = sources.flatMap(importsOf);
const isLocal = ({ to }: Import) => to.startsWith('.');
const target = ({ from, to }: Import) => relative(ROOT, resolve(ROOT, dirname(from), to));

describe('the walls', () => {
  test('the tree names every part of src, and no other', () => {
    const parts = new Set(filesOf('src').map(partOf));
    expect([...parts].sort()).toEqual([...TREE].sort());
  });

  test('imports go up the tree only', () => {
    const wrong = imports.filter((one) => {
      if (!isLocal(one) || !one.from.startsWith('src/') || !target(one).startsWith('src/')) return false;
      return TREE.indexOf(partOf(target(one))) > TREE.indexOf(partOf(one.from));
    });
    expect(wrong).toEqual([]);
  });

  test('an adapter imports the port, the leaves and itself; only the wiring imports an adapter', () => {
    const wrong = imports.filter((one) => {
      if (!isLocal(one)) return false;
      const to = target(one);
      if (!one.from.startsWith('adapters/')) return to.startsWith('adapters/') && one.from !== 'src/platforms.ts';
      const own = one.from.split('/').slice(0, 2).join('/');
      return ![own, 'src/platform', 'src/lib'].some((allowed) => to.startsWith(`${allowed}/`));
    });
    expect(wrong).toEqual([]);
  });

  test('each third-party package has one door', () => {
    const doors = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      if (to.startsWith('.') || to.startsWith('node:')) continue;
      const name = to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/');
      const door = from.startsWith('adapters/') ? dirname(from) : from;
      doors.set(name, (doors.get(name) ?? new Set()).add(door));
    }
    const many = [...doors].filter(([name, files]) => files.size > 1 && WITHOUT_A_DOOR[name] === undefined);
    expect(many.map(([name, files]) => [name, [...files]])).toEqual([]);
  });
});

describe('what is listed by hand is whole', () => {
  test('every command has its file, and every file its command', () => {
    const helpers = [
      ...[
        'command',
        'complete',
        'duration',
        'feed-trial',
        'feed-words',
        'following',
        'host',
        'import-feeds',
        'list',
        'options',
        'parse',
        'pausing',
        'reply',
      ],
      ...['resolve', 'rights', 'say-line', 'survey', 'workspace-file'],
    ];
    const files = filesOf('src/commands').map((file) => (file.split('/').at(-1) ?? '').replace('.ts', ''));
    expect(COMMANDS.map(({ spec }) => spec.name).sort()).toEqual(
      files.filter((name) => !helpers.includes(name)).sort(),
    );
  });

  test('the README names every command and every verb', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    for (const { spec } of COMMANDS) expect(readme).toContain(`/news ${spec.name}`);
    for (const verb of ['start', 'say', 'read', 'feeds read', 'group', 'match', 'config'])
      expect(readme).toMatch(new RegExp(`(npx newsdesk|npm) ${verb}`));
  });

  test('every package that is depended on says why in docs/decisions.md', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const decisions = readFileSync(join(ROOT, 'docs/decisions.md'), 'utf8');
    const silent = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !decisions.includes(`\`${name}\``),
    );
    expect(silent).toEqual([]);
  });
});

describe('what is shipped is valid', () => {
  test('seeds/sources.yaml has no mistakes and names files that are there', () => {
    const source = readFileSync(join(ROOT, 'seeds/sources.yaml'), 'utf8');
    const facts = parseSeedFacts(source);
    expect(facts.problems).toEqual([]);
    const files = readdirSync(join(ROOT, 'seeds'));
    for (const [name] of source.matchAll(/\S+\.txt/g)) expect(files).toContain(name);
  });

  test('the lexicon has no mistakes, and every starter topic compiles', async () => {
    const lexicon = await readLexicon(join(ROOT, 'config/lexicon'));
    expect(lexicon.problems).toEqual([]);
    const { starters, problems } = parseStarters(readFileSync(join(ROOT, 'config/topics.yaml'), 'utf8'));
    expect(problems).toEqual([]);
    expect(starters.length).toBeGreaterThan(0);
    for (const { query } of starters) expect(compileTopic(query, lexicon), query).toMatchObject({ ok: true });
  });
});
