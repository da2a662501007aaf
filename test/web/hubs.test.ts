import { describe, expect, test } from 'vitest';
import type { WebPorts } from '../../src/web/ports.ts';
import { createWeb } from '../../src/web/web.ts';
import { sampleSite } from './sample-site.ts';

const callback = 'https://desk.example/websub/f-0123456789ab/secret-token';

async function open(hubs: Partial<WebPorts['hubs']>) {
  const refuse: WebPorts['hubs'] = { verify: async () => null, bring: () => false };
  const { ports } = await sampleSite({ publicUrl: 'https://desk.example', hubs: { ...refuse, ...hubs } });
  return createWeb(ports);
}

const post = (address: string, body: string, headers: Record<string, string> = {}) =>
  new Request(address, { method: 'POST', body, headers });

describe('what a hub finds', () => {
  test('its challenge, as plain text, where it was asked', async () => {
    const asked: unknown[] = [];
    const web = await open({
      async verify(...question) {
        asked.push(question);
        return '<script>echo</script>';
      },
    });
    const query = 'hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2F%3Fb&hub.challenge=x&hub.lease_seconds=60';
    const answer = await web.fetch(new Request(`${callback}?${query}`));
    expect(await answer.text()).toBe('<script>echo</script>');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const words = { mode: 'subscribe', topic: 'https://a.example/?b', challenge: 'x', leaseSeconds: '60' };
    expect(asked).toEqual([['f-0123456789ab', 'secret-token', words]]);
  });

  test('nothing where it was not', async () => {
    const web = await open({});
    const answer = await web.fetch(new Request(`${callback}?hub.mode=subscribe&hub.challenge=x`));
    expect([answer.status, await answer.text()]).toEqual([404, 'Nothing here\n']);
    expect((await web.fetch(post(callback, 'news'))).status).toBe(410);
  });

  test('what it brings is taken by its bytes, from anywhere, and answered with nothing', async () => {
    const brought: unknown[] = [];
    const web = await open({
      bring(_feed, token, signature, body) {
        brought.push([token, signature, Buffer.from(body).toString('latin1')]);
        return true;
      },
    });
    const headers = { 'x-hub-signature': 'sha256=00', 'content-type': 'application/atom+xml' };
    const answer = await web.fetch(post(callback, 'é', headers));
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect((await web.fetch(post(callback, ''))).status).toBe(204);
    expect(brought).toEqual([
      ['secret-token', 'sha256=00', 'Ã©'],
      ['secret-token', null, ''],
    ]);
  });

  test('more than a megabyte is not taken', async () => {
    let count = 0;
    const web = await open({ bring: () => ++count > 0 });
    expect((await web.fetch(post(callback, 'x'.repeat(1_048_577)))).status).toBe(413);
    expect(count).toBe(0);
    expect((await web.fetch(post(callback, 'x'.repeat(1_048_576)))).status).toBe(204);
  });

  test.each(['/doctor', '/websub/f-0123456789ab', '/websub/a/b/c', '/channels/x/say', '/websub/../doctor'])(
    'no other path is posted to from elsewhere: %s',
    async (path) => {
      const web = await open({ bring: () => true });
      expect((await web.fetch(post(`https://desk.example${path}`, 'x'))).status).toBe(403);
    },
  );

  test('it has to come by our name', async () => {
    const web = await open({ bring: () => true });
    expect((await web.fetch(post('https://evil.example/websub/a/b', 'x'))).status).toBe(421);
  });
});
