import { expect, test } from 'vitest';
import type { ChannelAddress } from '../../src/platform/channel.ts';
import { openSettingsBook } from '../../src/settings/book.ts';
import type { WorkspaceSettings } from '../../src/settings/settings.ts';
import { commitChanges } from '../../src/store/change.ts';
import { openStore } from '../../src/store/store.ts';

const defaults: WorkspaceSettings = {
  zone: 'UTC',
  quiet: null,
  language: 'en',
  burst: 5,
  publish: false,
  emptyDigest: false,
  managers: null,
};
const team = { platform: 'fake', workspace: 'team' };
const general: ChannelAddress = { ...team, channel: 'general' };
const random: ChannelAddress = { ...team, channel: 'random' };
const elsewhere: ChannelAddress = { platform: 'fake', workspace: 'other', channel: 'general' };
const { managers: _, ...channelDefaults } = defaults;

test('the channel’s own settings come before the workspace’s, and these before the defaults', async () => {
  const store = await openStore('memory:');
  const book = await openSettingsBook(store, defaults);
  expect(book.of(general)).toEqual(channelDefaults);

  await commitChanges(store, [book.changeWorkspace(team, { zone: 'Europe/Berlin', burst: 9, managers: 'r1' })]);
  await commitChanges(store, [book.change(general, { burst: 2, quiet: { from: '22:00', to: '07:00' } })]);
  const inForce = { ...channelDefaults, zone: 'Europe/Berlin', burst: 2, quiet: { from: '22:00', to: '07:00' } };
  expect(book.of(general)).toEqual(inForce);
  expect(book.of(random)).toEqual({ ...channelDefaults, zone: 'Europe/Berlin', burst: 9 });
  expect(book.of(elsewhere)).toEqual(channelDefaults);
  expect(book.ofWorkspace(general)).toEqual({ ...defaults, zone: 'Europe/Berlin', burst: 9, managers: 'r1' });
  expect(book.statedFor(general)).toEqual({ burst: 2, quiet: { from: '22:00', to: '07:00' } });
  expect(book.statedForWorkspace(team)).toEqual({ zone: 'Europe/Berlin', burst: 9, managers: 'r1' });
  expect(book.channels(team)).toEqual([general]);

  const again = await openSettingsBook(store, defaults);
  expect(again.of(general)).toEqual(inForce);
  expect(again.ofWorkspace(team).managers).toBe('r1');
});

test('no quiet hours of its own is a statement; undefined takes one back', async () => {
  const store = await openStore('memory:');
  const book = await openSettingsBook(store, defaults);
  await commitChanges(store, [book.changeWorkspace(team, { quiet: { from: '22:00', to: '07:00' } })]);
  await commitChanges(store, [book.change(general, { quiet: null, burst: 3 })]);
  expect(book.of(general).quiet).toBeNull();
  await commitChanges(store, [book.change(general, { quiet: undefined })]);
  expect(book.of(general)).toMatchObject({ quiet: { from: '22:00' }, burst: 3 });
  expect(book.statedFor(general)).toEqual({ burst: 3 });
  await commitChanges(store, [book.change(general, { burst: undefined })]);
  expect(book.channels(team)).toEqual([]);
  expect((await openSettingsBook(store, defaults)).channels(team)).toEqual([]);
});

test('a change that is not stored changes nothing', async () => {
  const store = await openStore('memory:');
  const book = await openSettingsBook(store, defaults);
  const change = book.change(general, { burst: 1 });
  expect(book.of(general).burst).toBe(5);
  await store.close();
  await expect(commitChanges(store, [change])).rejects.toThrow();
  expect(book.of(general).burst).toBe(5);
});

test('forgetting a workspace leaves the others alone', async () => {
  const store = await openStore('memory:');
  const book = await openSettingsBook(store, defaults);
  for (const one of [general, random, elsewhere]) await commitChanges(store, [book.change(one, { burst: 1 })]);
  await commitChanges(store, [book.changeWorkspace(team, { managers: 'r1' })]);
  await commitChanges(store, [book.forget(team)]);
  const again = await openSettingsBook(store, defaults);
  for (const one of [book, again]) {
    expect(one.of(general).burst).toBe(5);
    expect(one.ofWorkspace(team).managers).toBeNull();
    expect(one.of(elsewhere).burst).toBe(1);
  }
});

test('a row that says what cannot be is set aside', async () => {
  const store = await openStore('memory:');
  const book = await openSettingsBook(store, defaults);
  await commitChanges(store, [book.change(general, { zone: 'Europe/Atlantis' }), book.change(random, { burst: 0 })]);
  const again = await openSettingsBook(store, defaults);
  expect(again.of(general).zone).toBe('UTC');
  expect(again.of(random).burst).toBe(5);
  expect(store.damaged()).toHaveLength(2);
});
