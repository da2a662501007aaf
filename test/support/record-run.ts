// Records what the stages make of a run now: record-run.ts CASE…; all of them where none is named. Read the difference
// before you commit it: it is what users will see.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playRun, RUNS } from './runs.ts';

const named = process.argv.slice(2);
for (const name of named.length > 0 ? named : (await readdir(RUNS)).sort()) {
  const folder = await mkdtemp(join(tmpdir(), 'newsdesk-'));
  const result = await playRun(name, join(folder, 'seeds'));
  await writeFile(join(RUNS, name, 'expected.json'), `${JSON.stringify(result, null, 2)}\n`);
  await rm(folder, { recursive: true });
  process.stdout.write(`recorded ${name}\n`);
}
