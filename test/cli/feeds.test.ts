import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ROOT, temporaryFolder } from '../support/newsroom.ts';

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

function feedsRead(...places: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, 'src/main.ts'), 'feeds', 'read', ...places],
      { cwd: ROOT },
      (_error, out, err) => resolve({ code: child.exitCode, out, err }),
    );
  });
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('newsdesk feeds read', () => {
  test('prints one object a feed; a bad one says why and is no failed command', async () => {
    const home = await temporaryFolder(onTestFinished);
    const page = join(home, 'page.html');
    await writeFile(page, '<!doctype html><html><head><title>Gazette</title></head></html>');
    const feed = join(ROOT, 'test/feeds/rss-1.0.xml');
    const { code, out, err } = await feedsRead(feed, page, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(linesOf(out)).toEqual([
      {
        file: feed,
        ok: true,
        error: null,
        feed: {
          title: 'Agency Nord: Latest headlines',
          link: 'http://agency.example/',
          language: 'de',
          description: 'Short reports',
        },
        items: [
          {
            id: 'http://agency.example/1',
            title: 'Botschafter treffen sich in Istanbul',
            url: 'http://agency.example/1',
            publishedAt: '2025-02-27T08:15:30.000Z',
            updatedAt: '2025-02-27T08:15:30.000Z',
            author: 'Redaktion',
            summary: 'Die Gespräche dauerten sechs Stunden.',
            text: 'Die Gespräche dauerten sechs Stunden.',
          },
        ],
      },
      { file: page, ok: false, error: 'This is a web page, "Gazette", not a feed.', feed: null, items: [] },
    ]);
  });

  test('never leads inside, and a file that is not there is a wrong call', async () => {
    const server = createServer((_request, response) => response.end('<rss version="2.0"><channel/></rss>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, out } = await feedsRead(`http://127.0.0.1:${port}/rss`, '/nowhere/feed.xml', '--json');
    expect(code).toBe(1);
    const [inside, missing] = linesOf(out);
    expect(inside).toMatchObject({ ok: false, feed: null, items: [] });
    expect(inside.error).not.toBe('');
    expect(missing).toMatchObject({ ok: false, error: 'There is no such file.' });
  });

  test('shows people titles, times and links', async () => {
    const feed = join(ROOT, 'test/feeds/rss-0.91.xml');
    expect(await feedsRead(feed)).toEqual({
      code: 0,
      out: `${feed}\n  Radio Fjord · 1 item · no\n  no time  Storm closes two ports  http://fjord.example/storm\n`,
      err: '',
    });
  });
});
