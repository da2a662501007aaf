import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/platform/message.ts';
import type { WebPorts } from '../../src/web/ports.ts';
import { createWeb, type Web } from '../../src/web/web.ts';
import { sampleAlert } from '../contracts/platform.ts';
import { general, generalUrl, sampleSite } from './sample-site.ts';

const done: Reply = { ok: true, title: 'Done at last', blocks: [], actions: [] };
let opened: Web[] = [];

afterEach(async () => {
  await Promise.all(opened.map((web) => web.stop()));
  opened = [];
});

async function open(changes: Partial<WebPorts> = {}) {
  const site = await sampleSite(changes);
  const web = createWeb(site.ports);
  opened.push(web);
  return { ...site, web };
}

async function listen(web: Web): Promise<string> {
  const outcome = await web.start('127.0.0.1', 0);
  if (outcome.kind === 'failed') throw new Error(outcome.reason);
  return outcome.url;
}

// Reads a stream of events up to the next one of that name.
async function eventOf(reader: ReadableStreamDefaultReader<Uint8Array>, name: string): Promise<void> {
  let text = '';
  while (!text.includes(`event: ${name}\n`)) {
    const { done: ended, value } = await reader.read();
    if (ended) throw new Error(`the stream ended after: ${text}`);
    text += new TextDecoder().decode(value);
  }
}

async function follow(url: string) {
  const response = await fetch(`${url}${generalUrl}/events`);
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error('the stream has no body');
  return { response, reader };
}

describe('listening', () => {
  test('serves on a free port and says where', async () => {
    const { web } = await open();
    const url = await listen(web);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(url)).text()).toContain('Envoys meet in Valletta');
  });

  test('links to pages at its own address lose the host', async () => {
    const { web, preview } = await open({ publicUrl: null });
    const url = await listen(web);
    await preview.edit(general, '1', sampleAlert({ url: `${url}/stories/a-envoys` }));
    expect(await (await fetch(url)).text()).toContain('<a href="/stories/a-envoys">');
  });

  test('a port that is taken is one clear sentence', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { web } = await open();
    expect(await web.start('127.0.0.1', port)).toEqual({
      kind: 'failed',
      reason: `Port ${port} on 127.0.0.1 is in use by another program. Set PORT to another number, or stop that program.`,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  test('an address that is not of this machine is one too', async () => {
    const { web } = await open();
    const outcome = await web.start('192.0.2.1', 0);
    expect(outcome).toEqual({
      kind: 'failed',
      reason: '192.0.2.1 is not an address of this machine. Set HOST to one that is, or to 127.0.0.1.',
    });
  });

  test('stopping what was never started is no error', async () => {
    const { web } = await open();
    await expect(web.stop()).resolves.toBeUndefined();
  });
});

describe('live streams', () => {
  test('tell of the state at the start, and of every change', async () => {
    const { web, preview } = await open();
    const { response, reader } = await follow(await listen(web));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await eventOf(reader, 'changed');
    await preview.post(general, sampleAlert(), 'k2');
    await eventOf(reader, 'changed');
    await preview.edit(general, '1', sampleAlert());
    await eventOf(reader, 'changed');
    await reader.cancel();
  });

  test('are not opened by a HEAD', async () => {
    const { web } = await open();
    const url = await listen(web);
    for (let count = 0; count < 101; count++) await fetch(`${url}${generalUrl}/events`, { method: 'HEAD' });
    const { response, reader } = await follow(url);
    expect(response.status).toBe(200);
    await reader.cancel();
  });

  test('are limited, and a place that is left can be taken', async () => {
    const { web } = await open();
    const url = await listen(web);
    const streams = await Promise.all(Array.from({ length: 100 }, () => follow(url)));
    const refused = await fetch(`${url}${generalUrl}/events`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '15']);
    await refused.text();
    await streams[0]?.reader.cancel();
    let next = await follow(url);
    while (next.response.status === 503) next = await follow(url);
    await eventOf(next.reader, 'changed');
    await Promise.all(streams.slice(1).map(({ reader }) => reader.cancel()));
    await next.reader.cancel();
  });
});

describe('stopping', () => {
  test('ends live streams', async () => {
    const { web } = await open();
    const { reader } = await follow(await listen(web));
    await eventOf(reader, 'changed');
    await web.stop();
    expect((await reader.read()).done).toBe(true);
  });

  test('lets a command under way finish', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<Reply>();
    const { web } = await open({
      say() {
        asked.resolve();
        return answer.promise;
      },
    });
    const url = await listen(web);
    const response = fetch(`${url}${generalUrl}/say?part=answer`, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams({ line: '/news help' }),
    });
    await asked.promise;
    const stopped = web.stop();
    answer.resolve(done);
    expect(await (await response).text()).toContain('Done at last');
    await stopped;
    await expect(fetch(url)).rejects.toThrow();
  });

  test('hangs up on unused connections at once, and on a command that never ends after a while', async () => {
    const asked = Promise.withResolvers<void>();
    const { web } = await open({
      say() {
        asked.resolve();
        return new Promise<Reply>(() => {});
      },
    });
    const url = await listen(web);
    const response = fetch(`${url}${generalUrl}/say`, {
      method: 'POST',
      headers: { origin: url },
      body: new URLSearchParams({ line: '/news help' }),
    });
    const failed = expect(response).rejects.toThrow();
    const { hostname, port } = new URL(url);
    const unused = connect(Number(port), hostname);
    const hungUp = once(unused, 'close').then(() => 'unused connection');
    await once(unused, 'connect');
    await asked.promise;
    // Until the server has answered another, it may not have taken the unused one.
    await (await fetch(`${url}/healthz`)).text();
    const stopped = web.stop().then(() => 'server');
    expect(await Promise.race([hungUp, stopped])).toBe('unused connection');
    await stopped;
    await failed;
  });
});
