import type { StoryId } from '../lib/ids.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { byOrder, type Delivery, deliverySchema, isInDoubt, isWaiting } from './delivery.ts';

/** Every delivery there is, kept in memory and in the store's table `deliveries`, with what finds them. */
export type Ledger = {
  row(key: string): Delivery | null;
  rows(): Iterable<Delivery>;
  /** The deliveries about a story, in all channels. */
  ofStory(story: StoryId): readonly Delivery[];
  /** The delivery that a message of a channel came from. */
  ofMessage(channel: ChannelAddress, messageId: string): Delivery | null;
  /** The channels (`channelKey`) that have rows with something to do. */
  openChannels(): readonly string[];
  /** The rows of a channel with something to do, in their order. */
  openRows(channel: string): readonly Delivery[];
  /** Takes rows in, over those of the same keys. */
  put(rows: readonly Delivery[]): Change;
  remove(rows: readonly Delivery[]): Change;
};

export async function openLedger(store: Store): Promise<Ledger> {
  const table = store.table('deliveries', deliverySchema);
  const ledger = new Map<string, Delivery>();
  const keysOfStory = new Map<StoryId, Set<string>>();
  const keyOfMessage = new Map<string, string>();
  const open = new Map<string, Set<string>>();

  for await (const [, row] of table.rows()) keep(row);

  function keep(delivery: Delivery): void {
    ledger.set(delivery.key, delivery);
    if (delivery.story !== null) {
      const keys = keysOfStory.get(delivery.story) ?? new Set();
      keysOfStory.set(delivery.story, keys.add(delivery.key));
    }
    // A message that was handed on belongs to the row that has it now.
    if (delivery.ended?.kind !== 'moved') {
      for (const key of messageKeys(delivery)) keyOfMessage.set(key, delivery.key);
    }
    const channel = channelKey(delivery.channel);
    const waiting = open.get(channel) ?? new Set();
    if (isWaiting(delivery) || isInDoubt(delivery)) open.set(channel, waiting.add(delivery.key));
    else if (waiting.delete(delivery.key) && waiting.size === 0) open.delete(channel);
  }

  function drop(row: Delivery): void {
    ledger.delete(row.key);
    if (row.story !== null) {
      const keys = keysOfStory.get(row.story);
      if (keys?.delete(row.key) && keys.size === 0) keysOfStory.delete(row.story);
    }
    const channel = channelKey(row.channel);
    const waiting = open.get(channel);
    if (waiting?.delete(row.key) && waiting.size === 0) open.delete(channel);
    for (const key of messageKeys(row)) if (keyOfMessage.get(key) === row.key) keyOfMessage.delete(key);
  }

  const rowsOf = (keys: Iterable<string>) => [...keys].flatMap((key) => ledger.get(key) ?? []);

  return {
    row: (key) => ledger.get(key) ?? null,
    rows: () => ledger.values(),
    ofStory: (story) => rowsOf(keysOfStory.get(story) ?? []),
    ofMessage: (channel, messageId) => ledger.get(keyOfMessage.get(messageKey(channel, messageId)) ?? '') ?? null,
    openChannels: () => [...open.keys()],
    openRows: (channel) => rowsOf(open.get(channel) ?? []).sort(byOrder),
    put: (rows) => ({
      writes: rows.map((row) => table.put(row.key, row)),
      apply() {
        for (const row of rows) keep(row);
      },
    }),
    remove: (rows) => ({
      writes: rows.map((row) => table.remove(row.key)),
      apply() {
        for (const row of rows) drop(row);
      },
    }),
  };
}

/** What a message is found by. A forum's post is a thread: people's links name it as the channel, too. */
function messageKeys({ channel, shown }: Delivery): readonly string[] {
  if (shown === null) return [];
  const { messageId } = shown;
  return [messageKey(channel, messageId), messageKey({ ...channel, channel: messageId }, messageId)];
}

function messageKey(channel: ChannelAddress, messageId: string): string {
  return `${channelKey(channel)} ${messageId}`;
}
