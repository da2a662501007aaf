import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NOTHING_KNOWN } from '../../src/sources/raw-item.ts';
import { parseSeedFacts } from '../../src/sources/seed-facts.ts';
import { createSeedFolder, MAX_SEED_BYTES } from '../../src/sources/seed-folder.ts';
import type { Offer, SeenMark } from '../../src/sources/source.ts';
import { moment, putFile, temporaryFolder } from '../support/newsroom.ts';

const NOW = moment('2100-01-01T00:00:00Z');

async function open(seen: readonly SeenMark[] = [], metAt = NOW) {
  const folder = await temporaryFolder(onTestFinished);
  const problems: string[] = [];
  const source = createSeedFolder({
    folder,
    pollMs: 1_000,
    metAt,
    seen,
    onProblem: (problem) => problems.push(problem),
  });
  return { folder, problems, source };
}

function textOf(offer: Offer | undefined): string | null {
  return offer?.kind === 'item' ? Buffer.from(offer.item.bytes).toString() : null;
}

describe('a folder of article files', () => {
  test('offers each file until it is marked as seen, and again when it changes', async () => {
    const { folder, source } = await open();
    await putFile(folder, 'b.txt', 'two');
    await putFile(folder, 'a.txt', 'one');
    const first = await source.poll(NOW);
    expect(first.map(({ ref }) => ref)).toEqual(['a.txt', 'b.txt']);
    expect(first.map(textOf)).toEqual(['one', 'two']);
    for (const offer of first) source.markSeen(offer);
    expect(await source.poll(moment('2100-01-01T00:00:10Z'))).toEqual([]);
    await putFile(folder, 'a.txt', 'one more');
    expect((await source.poll(moment('2100-01-01T00:00:20Z'))).map(textOf)).toEqual(['one more']);
  });

  test('marks of an earlier run hold', async () => {
    const { folder, source } = await open();
    await putFile(folder, 'a.txt', 'one');
    const [offer] = await source.poll(NOW);
    const again = createSeedFolder({ folder, pollMs: 0, metAt: NOW, seen: offer ? [offer] : [], onProblem: () => {} });
    expect(await again.poll(NOW)).toEqual([]);
  });

  test('is looked at no more often than it is told', async () => {
    const { folder, source } = await open();
    await putFile(folder, 'a.txt', 'one');
    expect(await source.poll(NOW)).toHaveLength(1);
    expect(await source.poll(moment('2100-01-01T00:00:00.999Z'))).toEqual([]);
    expect(await source.poll(moment('2100-01-01T00:00:01Z'))).toHaveLength(1);
  });

  test('a file that is still being written waits for the next look', async () => {
    const { folder, source } = await open();
    await writeFile(join(folder, 'a.txt'), 'half');
    expect(await source.poll(moment(new Date().toISOString()))).toEqual([]);
    expect(await source.poll(NOW)).toHaveLength(1);
  });

  test('what lay there at the first look is history; what comes later is not', async () => {
    const early = await open([], NOW);
    await putFile(early.folder, 'a.txt', 'one');
    expect((await early.source.poll(NOW))[0]?.isHistory).toBe(true);
    const late = await open([], moment('2001-01-01T00:00:00Z'));
    await putFile(late.folder, 'a.txt', 'one');
    expect((await late.source.poll(NOW))[0]?.isHistory).toBe(false);
  });

  test('a file is read again when what is known of it beside its text changes', async () => {
    const { folder, source } = await open();
    await putFile(folder, 'a.txt', 'one');
    await putFile(folder, 'b.txt', 'two');
    let at = NOW.valueOf();
    const poll = async () => {
      at += 10_000;
      const offers = await source.poll(moment(new Date(at).toISOString()));
      for (const offer of offers) source.markSeen(offer);
      return offers.map((offer) => `${offer.ref} ${offer.kind === 'item' ? offer.item.known.publisher : ''}`);
    };
    expect(await poll()).toEqual(['a.txt null', 'b.txt null']);
    await putFile(folder, 'sources.yaml', 'files: { a.txt: { publisher: Gazette } }');
    expect(await poll()).toEqual(['a.txt Gazette']);
    expect(await poll()).toEqual([]);
    // Half-written: nothing that was read is read again without what was known of it.
    await putFile(folder, 'sources.yaml', 'files: { a.txt: { publisher: Gaz');
    expect(await poll()).toEqual([]);
    await putFile(folder, 'sources.yaml', 'files: { b.txt: { publisher: Post } }');
    expect(await poll()).toEqual(['a.txt null', 'b.txt Post']);
  });

  test('a file of the same size and time is read again when it was replaced, or its permissions were mended', async () => {
    const { folder, source } = await open();
    await putFile(folder, 'a.txt', 'one');
    await putFile(folder, 'b.txt', 'one');
    for (const offer of await source.poll(NOW)) source.markSeen(offer);
    await putFile(folder, 'a.txt', 'two');
    await chmod(join(folder, 'b.txt'), 0o600);
    expect((await source.poll(moment('2100-01-01T00:00:10Z'))).map(textOf)).toEqual(['two', 'one']);
  });

  test('a clock that is set back stops nothing', async () => {
    const { folder, source } = await open();
    await source.poll(NOW);
    await putFile(folder, 'a.txt', 'one');
    expect(await source.poll(moment('2090-01-01T00:00:00Z'))).toHaveLength(1);
  });

  test('a name that is not UTF-8 is named, not passed over', async () => {
    const { folder, source } = await open();
    await writeFile(Buffer.concat([Buffer.from(`${folder}/Z`), Buffer.from([0xfc]), Buffer.from('rich.txt')]), 'one');
    const [offer] = await source.poll(NOW);
    expect(offer).toMatchObject({ kind: 'unreadable', ref: 'Z\uFFFDrich.txt' });
  });

  test('folders, huge files and dead links do not stop the others; each has one clear reason', async () => {
    const { folder, source } = await open();
    await mkdir(join(folder, 'more'));
    await writeFile(join(folder, 'huge.txt'), '');
    await truncate(join(folder, 'huge.txt'), MAX_SEED_BYTES + 1);
    await symlink('/nowhere', join(folder, 'dead.txt'));
    await putFile(folder, '.hidden', 'x');
    await putFile(folder, 'good.txt', 'good');
    const offers = await source.poll(NOW);
    expect(offers.map(({ ref, kind }) => [ref, kind])).toEqual([
      ['good.txt', 'item'],
      ['huge.txt', 'unreadable'],
      ['more', 'unreadable'],
    ]);
    const reasons = offers.flatMap((offer) => (offer.kind === 'unreadable' ? [offer.reason] : []));
    expect(reasons).toEqual([expect.stringMatching(/5 MB.*at most 4/), expect.stringMatching(/not a file/)]);
  });

  test('a folder that is missing is told once, and read when it is there', async () => {
    const { folder, source, problems } = await open();
    await rm(folder, { recursive: true });
    await source.poll(NOW);
    await source.poll(moment('2100-01-01T00:00:10Z'));
    expect(problems).toEqual([expect.stringMatching(/does not exist\. Create it, or set SEEDS/)]);
    await mkdir(folder);
    await putFile(folder, 'a.txt', 'one');
    expect(await source.poll(moment('2100-01-01T00:00:20Z'))).toHaveLength(1);
  });

  test('a folder of many files is read in batches, each file once', async () => {
    const { folder, source } = await open();
    for (let n = 0; n < 450; n++) await putFile(folder, `${n}.txt`, String(n));
    const refs = new Set<string>();
    for (let look = 0; look < 3; look++) {
      for (const offer of await source.poll(NOW)) {
        expect(refs.has(offer.ref)).toBe(false);
        refs.add(offer.ref);
        source.markSeen(offer);
      }
    }
    expect(refs.size).toBe(450);
  });
});

describe('what is known of files beside their text', () => {
  test('a file takes its publisher’s zone unless it names its own', () => {
    const facts = parseSeedFacts(
      'publishers: {Gazette: {zone: Europe/Malta}}\nfiles:\n  a.txt: {publisher: Gazette, url: "https://g.example/a"}\n  b.txt: {publisher: Gazette, zone: Asia/Tokyo}\n',
    );
    expect(facts.problems).toEqual([]);
    expect(facts.factsOf('a.txt')).toEqual({
      ...NOTHING_KNOWN,
      publisher: 'Gazette',
      url: 'https://g.example/a',
      zone: 'Europe/Malta',
    });
    expect(facts.factsOf('b.txt').zone).toBe('Asia/Tokyo');
    expect(facts.factsOf('c.txt')).toEqual(NOTHING_KNOWN);
  });

  test.each([
    ['files: {a.txt: {url: "javascript:alert(1)"}}', /a\.txt: "url" is not an http\(s\) address/],
    ['files: {a.txt: {zone: Mars/Base}}', /not an IANA time zone/],
    ['files: {a.txt: {publsher: X}}', /a\.txt: "publsher" is not known here; did you mean "publisher"\?/],
    ['files: [', /not YAML/],
    ['- x', /"publishers:" and "files:"/],
  ])('%s costs that entry alone and is named', (yaml, problem) => {
    const facts = parseSeedFacts(yaml);
    expect(facts.problems).toEqual([expect.stringMatching(problem)]);
    expect(facts.factsOf('a.txt')).toEqual(NOTHING_KNOWN);
  });
});
