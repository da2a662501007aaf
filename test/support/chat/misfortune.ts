import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../../src/platform/message.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import type { Dice } from '../lives.ts';
import type { Standing } from '../shown.ts';
import type { Act, LifeChat } from './life.ts';

/**
 * Stands between a desk and its adapter: remembers what was said with which key, lets calls go wrong, and holds calls and
 * their answers back until `release`. A call of a process that has died meanwhile is not made.
 */
export function createMisfortune(dice: Dice, chat: LifeChat) {
  const keys = new Map<string, { readonly key: string; readonly first: Message }>();
  const prints = new Map<string, Message>();
  /** Which key a message was posted with: one that was edited may no longer say. */
  const labels = new Map<string, string>();
  const waiting: (() => void)[] = [];
  let isUnlucky = true;
  let calls = 0;

  const hold = () => new Promise<void>((resolve) => waiting.push(resolve));

  async function around<T>(act: Act, isAlive: () => boolean, call: () => Promise<T>): Promise<T> {
    if (isUnlucky && dice.chance(0.2)) await hold();
    if (!isAlive()) throw new Error('this process is dead');
    if (isUnlucky && dice.chance(0.3)) chat.strike(dice, act);
    calls++;
    const outcome = await call().finally(() => {
      calls--;
      chat.spare();
    });
    if (isUnlucky && dice.chance(0.3)) await hold();
    return outcome;
  }

  function remember(message: Message, key: string | null): void {
    prints.set(chat.print(message), message);
    if (key !== null && !keys.has(chat.label(key))) keys.set(chat.label(key), { key, first: message });
  }

  async function said<T extends { readonly kind: string }>(key: string, work: Promise<T>): Promise<T> {
    const outcome = await work;
    if ('messageId' in outcome) labels.set(String(outcome.messageId), chat.label(key));
    return outcome;
  }

  return {
    wrap: (platform: Platform, isAlive: () => boolean): Platform => ({
      name: platform.name,
      post(channel, message, key) {
        remember(message, key);
        return around('post', isAlive, () => said(key, platform.post(channel, message, key)));
      },
      edit(channel, id, message) {
        remember(message, null);
        return around('edit', isAlive, () => platform.edit(channel, id, message));
      },
      reply(channel, id, message, key) {
        remember(message, key);
        return around('reply', isAlive, () => said(key, platform.reply(channel, id, message, key)));
      },
      find: (channel, key, since, thread) =>
        around('find', isAlive, () => said(key, platform.find(channel, key, since, thread))),
      inspect: (channel) => around('inspect', isAlive, () => platform.inspect(channel)),
    }),
    /** Lets one call or answer go on that was held back. */
    release() {
      for (const resolve of waiting.splice(dice.below(waiting.length + 1), 1)) resolve();
    },
    releaseAll() {
      for (const resolve of waiting.splice(0)) resolve();
    },
    /** Waits until no call is on its way to the server or back. */
    async settled(): Promise<void> {
      do {
        for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
        if (calls > 0) await sleep(1);
      } while (calls > 0);
    },
    end() {
      isUnlucky = false;
    },
    isUnlucky: () => isUnlucky,
    /** What the platform holds, in the desk's own words; and what it holds that nobody said. */
    standing(): { readonly known: readonly Standing[]; readonly strange: readonly string[] } {
      const known: Standing[] = [];
      const strange: string[] = [];
      for (const { id, channel, label, thread, print } of chat.held()) {
        const posted = keys.get(label) ?? keys.get(labels.get(id) ?? '');
        const message = prints.get(print);
        if (posted === undefined || message === undefined) strange.push(`#${channel.channel} ${id} ${label}: ${print}`);
        else known.push({ id, channel, thread, message, ...posted });
      }
      return { known, strange };
    },
  };
}
