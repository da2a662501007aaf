import { describe, expect, test } from 'vitest';
import { localCaller } from '../../src/commands/host.ts';
import { sayLine } from '../../src/commands/say-line.ts';
import type { CommandSpec } from '../../src/platform/command.ts';
import type { Host } from '../../src/platform/host.ts';
import type { Reply } from '../../src/platform/message.ts';

const caller = localCaller({ platform: 'preview', workspace: 'local', channel: 'newsroom' });
const spec: CommandSpec = {
  name: 'import',
  description: 'Takes a file.',
  example: '/news import',
  options: [{ name: 'file', description: 'A file', required: true, type: 'file' }],
};
const done = (title: string): Reply => ({ ok: true, title, blocks: [], actions: [] });

/** A host that tells what it was asked, and knows one command. */
const host: Host = {
  specs: [spec],
  run: async (command, options) => done(`${command} ${JSON.stringify(options)}`),
  say: async (line) => done(line),
  form: (line) => (line.includes('import') ? { spec, values: {} } : null),
  suggest: async () => [],
  home: async () => done('home'),
  accessChanged: () => {},
  lost: () => {},
};

describe('a line with a file beside it', () => {
  test('gives the file to the option that takes one', async () => {
    expect(await sayLine(host, '/news import', 'topics: []', caller)).toEqual(done('import {"file":"topics: []"}'));
  });

  test('is refused where the command takes none', async () => {
    expect(await sayLine(host, '/news topics', 'topics: []', caller)).toMatchObject({ ok: false });
  });

  test('without one is said as it stands', async () => {
    expect(await sayLine(host, '/news import', null, caller)).toEqual(done('/news import'));
  });
});
