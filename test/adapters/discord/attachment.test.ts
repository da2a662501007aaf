import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { loadFile } from '../../../adapters/discord/attachment.ts';
import { MAX_FILE_CHARACTERS } from '../../../src/platform/command.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server of files; every request is counted. */
async function serve(answer: (path: string) => { status: number; body: string; location?: string }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, body, location } = answer(request.url ?? '');
    response.writeHead(status, location === undefined ? {} : { location }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close().closeAllConnections());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { origin: `http://127.0.0.1:${address.port}`, asked };
}

test('a file is loaded from the Discord in use', async () => {
  const { origin } = await serve(() => ({ status: 200, body: 'topics: [ä]' }));
  expect(await loadFile({ url: `${origin}/a.yaml`, size: 12 }, `${origin}/api`)).toEqual({
    kind: 'text',
    text: 'topics: [ä]',
  });
});

test('nothing is asked of any other address', async () => {
  const { origin, asked } = await serve(() => ({ status: 200, body: 'secret' }));
  for (const url of [
    `${origin}/a`,
    `${origin}/cdn.discordapp.com/a`,
    'http://cdn.discordapp.com/a',
    'file:///etc/passwd',
    'nonsense',
  ]) {
    expect(await loadFile({ url, size: 1 }, null)).toMatchObject({ kind: 'none' });
  }
  expect(asked).toEqual([]);
});

test('it is not led elsewhere, and an error is told', async () => {
  const { origin, asked } = await serve((path) =>
    path === '/away' ? { status: 302, body: '', location: '/secret' } : { status: 404, body: '' },
  );
  for (const path of ['/away', '/gone']) {
    expect(await loadFile({ url: `${origin}${path}`, size: 1 }, origin)).toMatchObject({ kind: 'none' });
  }
  expect(asked).toEqual(['/away', '/gone']);
});

test('what is longer than it says, or than is read, is not taken', async () => {
  const { origin, asked } = await serve((path) => ({ status: 200, body: 'x'.repeat(Number(path.slice(1))) }));
  const load = (length: number, size: number) => loadFile({ url: `${origin}/${length}`, size }, origin);
  expect(await load(10, 3 * MAX_FILE_CHARACTERS + 1)).toMatchObject({
    kind: 'none',
    reason: expect.stringContaining('too long'),
  });
  expect(asked).toEqual([]);
  expect(await load(MAX_FILE_CHARACTERS + 1, 1)).toMatchObject({
    kind: 'none',
    reason: expect.stringContaining('too long'),
  });
  expect(await load(4 * MAX_FILE_CHARACTERS, 1)).toMatchObject({
    kind: 'none',
    reason: expect.stringContaining('too long'),
  });
  expect((await load(MAX_FILE_CHARACTERS, 1)).kind).toBe('text');
});
