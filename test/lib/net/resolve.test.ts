import { expect, test } from 'vitest';
import { openNames, rememberNames } from '../../../src/lib/net/resolve.ts';

test('a name is looked up once while it is remembered, also when it is asked for at once', async () => {
  const asked: string[] = [];
  const resolve = rememberNames(
    async (name) => {
      asked.push(name);
      return [`10.0.0.${asked.length}`];
    },
    { keepMs: 60_000, maxNames: 2 },
  );
  expect(await Promise.all([resolve('a'), resolve('a')])).toEqual([['10.0.0.1'], ['10.0.0.1']]);
  await resolve('b');
  await resolve('c');
  expect(asked).toEqual(['a', 'b', 'c']);
  // Only two are remembered.
  expect(await resolve('a')).toEqual(['10.0.0.4']);
});

test('nothing is remembered for no time at all', async () => {
  let lookUps = 0;
  const resolve = rememberNames(async () => [`10.0.0.${++lookUps}`], { keepMs: 0, maxNames: 10 });
  expect([await resolve('a'), await resolve('a')]).toEqual([['10.0.0.1'], ['10.0.0.2']]);
});

test('a name of this machine is found although no name server knows it', async () => {
  const names = openNames();
  const addresses = await names.resolve('localhost');
  expect(addresses.every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
  expect(addresses.length).toBeGreaterThan(0);
  names.close();
});

test('a name that nobody has is refused', async () => {
  const names = openNames();
  await expect(names.resolve('no-such-name.invalid')).rejects.toThrow();
  names.close();
});
