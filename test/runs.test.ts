import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from './support/newsroom.ts';
import { playRun, RUNS } from './support/runs.ts';

describe('recorded runs end as they were recorded, stage by stage', () => {
  test.each(readdirSync(RUNS).sort())('%s', async (name) => {
    const seeds = join(await temporaryFolder(onTestFinished), 'seeds');
    const expected = JSON.parse(await readFile(join(RUNS, name, 'expected.json'), 'utf8'));
    expect(await playRun(name, seeds)).toEqual(expected);
  });
});
