import { describe, expect, test } from 'vitest';
import { later } from '../../src/lib/clock.ts';
import { createAgenda, type Lane, type Next, type Wanted } from '../../src/outbox/agenda.ts';
import { type ChannelAddress, channelKey } from '../../src/platform/channel.ts';
import { moment } from '../support/newsroom.ts';

const NOW = moment('2026-01-05T09:00:00Z');
const ALL: Wanted = { isMeant: () => true, limitedUntil: () => null };
const ready = (lane: Lane): Next => ({ kind: 'now', lane, isHeld: false });

/** An agenda over channels that have so many things to do, all in one lane. */
function openAgenda() {
  const todo = new Map<string, { channel: ChannelAddress; count: number; next: Next }>();
  let looks = 0;
  const agenda = createAgenda((key) => {
    looks++;
    const found = todo.get(key);
    return found === undefined || found.count === 0 ? null : found;
  });
  function add(workspace: string, name: string, count: number, next: Next = ready('news'), platform = 'fake'): string {
    const channel = { platform, workspace, channel: name };
    todo.set(channelKey(channel), { channel, count, next });
    agenda.touch(channelKey(channel));
    return channelKey(channel);
  }
  function take(wanted = ALL, now = NOW): string | null {
    const key = agenda.take(wanted, now);
    const found = key === null ? undefined : todo.get(key);
    if (key === null || found === undefined) return null;
    found.count--;
    agenda.touch(key);
    return `${found.channel.workspace}/${found.channel.channel}`;
  }
  return { agenda, todo, add, take, looks: () => looks };
}

describe('who is next', () => {
  test('workspaces take turns, and in each of them its channels', () => {
    const { add, take } = openAgenda();
    for (let n = 0; n < 50; n++) add('large', `c${n}`, 20);
    add('small', 'a', 2);
    add('small', 'b', 1);
    expect(Array.from({ length: 8 }, () => take())).toEqual([
      'large/c0',
      'small/a',
      'large/c1',
      'small/b',
      'large/c2',
      'small/a',
      'large/c3',
      'large/c4',
    ]);
  });

  test('news goes before what can wait, and what can wait has its turns all the same', () => {
    const { add, take } = openAgenda();
    add('team', 'news', 100);
    add('team', 'digest', 100, ready('rest'));
    add('team', 'edits', 100, ready('edits'));
    const taken = Array.from({ length: 60 }, () => take());
    const count = (name: string) => taken.filter((one) => one === `team/${name}`).length;
    expect(count('news')).toBe(40);
    expect(count('digest')).toBe(10);
    expect(count('edits')).toBe(10);
  });

  test('a limited workspace holds up no other, and is next when its limit ends', () => {
    const { add, take, agenda } = openAgenda();
    add('limited', 'a', 5);
    add('free', 'b', 1);
    const until = later(NOW, 700);
    const wanted: Wanted = {
      ...ALL,
      limitedUntil: ({ workspace }, reach) => (reach === 'workspace' && workspace === 'limited' ? until : null),
    };
    expect(take(wanted)).toBe('free/b');
    expect(take(wanted)).toBeNull();
    expect(agenda.nextAt(wanted, NOW)).toBe(until);
    expect(take(ALL, until)).toBe('limited/a');
  });

  test('a claim for one platform takes nothing of another', () => {
    const { add, take } = openAgenda();
    add('team', 'a', 1, ready('news'), 'one');
    add('team', 'b', 1, ready('news'), 'two');
    expect(take({ ...ALL, isMeant: (platform) => platform === 'two' })).toBe('team/b');
    expect(take({ ...ALL, isMeant: (platform) => platform === 'two' })).toBeNull();
    expect(take()).toBe('team/a');
  });

  test('what is due later comes when its time has come, and at once when the clock is set back', () => {
    const { add, take, agenda, todo } = openAgenda();
    const at = later(NOW, 5_000);
    const key = add('team', 'a', 1, { kind: 'later', at, isHeld: false });
    expect(take()).toBeNull();
    expect(agenda.nextAt(ALL, NOW)).toBe(at);
    const found = todo.get(key);
    if (found !== undefined) found.next = ready('news');
    expect(take(ALL, later(NOW, 4_999))).toBeNull();
    expect(take(ALL, later(NOW, -1e10))).toBe('team/a');
  });

  test('a claim looks at no channel but those that changed, however many wait', () => {
    const { add, take, looks } = openAgenda();
    for (let n = 0; n < 5_000; n++) add(`w${n % 40}`, `c${n}`, 1_000);
    take();
    const before = looks();
    for (let n = 0; n < 100; n++) take();
    expect(looks() - before).toBe(100);
  });
});
