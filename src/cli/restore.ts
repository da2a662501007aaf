import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { restoreStore, StoreError } from '../store/store.ts';
import { EXIT, type Verb } from './verb.ts';

export const restore: Verb = {
  name: 'restore',
  usage: 'FILE [--replace]',
  summary: 'Puts a backup into the store that is configured, whatever its kind, while Newsdesk does not run.',
  example: 'npx newsdesk restore newsdesk-backup.jsonl',
  options: { replace: { type: 'boolean' } },
  optionHelp: { replace: 'takes away what the store holds; otherwise it must be empty' },
  async run({ words, options, terminal, settings }) {
    const [file] = words;
    if (file === undefined || words.length > 1) {
      terminal.err('restore needs the file that backup wrote. Example: newsdesk restore newsdesk-backup.jsonl');
      return EXIT.usage;
    }
    await access(file);
    const { config } = settings();
    const lines = () => createInterface({ input: createReadStream(file), crlfDelay: Infinity });
    try {
      const rows = await restoreStore(config.storeUrl, lines, options['replace'] === true);
      terminal.out(`${rows} rows are in the store.`);
      return EXIT.ok;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'not-empty') throw error;
      terminal.err(error.message);
      return EXIT.partly;
    }
  },
};
