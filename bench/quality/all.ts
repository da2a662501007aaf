/**
 * Every measure of how well Newsdesk judges news, on labelled news that is not part of the project:
 *
 *   npm run bench:quality -- DATA_FOLDER
 *
 * Each measure is a program of its own beside this one and takes more options there.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { argv, execPath, exit, stderr } from 'node:process';

const [folder] = argv.slice(2);
if (folder === undefined) {
  stderr.write('Give the folder of the labelled data: npm run bench:quality -- DATA_FOLDER\n');
  exit(2);
}
for (const measure of ['pages', 'feeds', 'summaries', 'grouping', 'topics']) {
  const { status } = spawnSync(execPath, [join(import.meta.dirname, `${measure}.ts`), folder], { stdio: 'inherit' });
  if (status !== 0) exit(status ?? 1);
}
