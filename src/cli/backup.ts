import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Config } from '../config.ts';
import { askRunning } from '../control.ts';
import { openStore, StoreError } from '../store/store.ts';
import { EXIT, type Verb } from './verb.ts';

export const backup: Verb = {
  name: 'backup',
  usage: 'FILE',
  summary:
    'Writes all that is stored into a file, also while Newsdesk runs; `restore` puts it back, into any kind of store.',
  example: 'npx newsdesk backup newsdesk-backup.jsonl',
  options: {},
  optionHelp: {},
  async run({ words, terminal, settings }) {
    const [file] = words;
    if (file === undefined || words.length > 1) {
      terminal.err('backup needs the file to write. Example: newsdesk backup newsdesk-backup.jsonl');
      return EXIT.usage;
    }
    const { config } = settings();
    // Beside the file, so that what stands there is whole or as it was before.
    const partial = `${file}.${process.pid}.partial`;
    try {
      const rows = await writeBackup(config, partial);
      if (rows === null) {
        terminal.err(
          'The store is in use by another Newsdesk, which does not answer. Run backup as its user, on its machine.',
        );
        return EXIT.unable;
      }
      await rename(partial, file);
      terminal.out(`${rows} rows are in ${file}.`);
      terminal.err(
        'Tokens of Slack installations and secrets of hubs are not in it; treat it as private all the same.',
      );
      return EXIT.ok;
    } finally {
      rmSync(partial, { force: true });
    }
  },
};

/** The number of rows written; null where the store is in use and nobody answers. */
async function writeBackup(config: Config, file: string): Promise<number | null> {
  try {
    const store = await openStore(config.storeUrl);
    try {
      return await writeLines(file, (take) => store.backup(take));
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'in-use') throw error;
    const answer = await askRunning(config.storeUrl, '/backup', null);
    if (answer === null) return null;
    return writeLines(file, async (take) => {
      let lines = 0;
      let last = '';
      for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) {
        await take(line);
        last = line;
        lines++;
      }
      if (!last.startsWith('{"rows":'))
        throw new StoreError('unreachable', 'The running Newsdesk broke off its backup.');
      return lines - 2;
    });
  }
}

async function writeLines(
  file: string,
  produce: (take: (line: string) => Promise<void>) => Promise<number>,
): Promise<number> {
  const stream = createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true });
  await once(stream, 'open');
  const rows = await produce(async (line) => {
    if (!stream.write(`${line}\n`)) await once(stream, 'drain');
  });
  stream.end();
  await once(stream, 'close');
  return rows;
}
