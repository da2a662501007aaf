import type { StoryId } from '../lib/ids.ts';
import { type ChannelAddress, channelKey } from '../platform/channel.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import { type Delivery, deliverySchema, isInDoubt, isWaiting } from './delivery.ts';

/** Every delivery there is, kept in memory and in the store's table `deliveries`, with what finds them. */
export type Ledger = {
  row(key: string): Delivery | null;
  rows(): Iterable<Delivery>;
  /** The deliveries about a story, in all channels. */
  ofStory(story: StoryId): readonly Delivery[];
  /** The delivery that a message of a channel came from. */
  ofMessage(channel: ChannelAddress, messageId: string): Delivery | null;
  /** The channels (`channelKey`) that have rows with something to do. */
  openChannels(): Iterable<string>;
  /** The rows of a channel with something to do, in turn. */
  openRows(channel: string): readonly Delivery[];
  /** How many rows were refused for good. */
  refused(): number;
  /** Takes rows in, over those of the same keys. */
  put(rows: readonly Delivery[]): Change;
  remove(rows: readonly Delivery[]): Change;
};

export type LedgerOptions = {
  readonly store: Store;
  inTurn(rows: readonly Delivery[]): readonly Delivery[];
  /** Told of each channel of which a row changed. */
  changed(channel: string): void;
};

export async function openLedger({ store, inTurn, changed }: LedgerOptions): Promise<Ledger> {
  const table = store.table('deliveries', deliverySchema);
  const ledger = new Map<string, Delivery>();
  const keysOfStory = new Map<StoryId, Set<string>>();
  const keyOfMessage = new Map<string, string>();
  const open = new Map<string, Set<string>>();
  /** The open rows of channels in turn, for as long as none of them changes. */
  const sorted = new Map<string, readonly Delivery[]>();
  let refused = 0;

  for await (const [, row] of table.rows()) keep(row);

  function keep(delivery: Delivery): void {
    refused += refusals(delivery) - refusals(ledger.get(delivery.key));
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
    sorted.delete(channel);
    changed(channel);
  }

  function drop(row: Delivery): void {
    refused -= refusals(ledger.get(row.key));
    ledger.delete(row.key);
    if (row.story !== null) {
      const keys = keysOfStory.get(row.story);
      if (keys?.delete(row.key) && keys.size === 0) keysOfStory.delete(row.story);
    }
    const channel = channelKey(row.channel);
    const waiting = open.get(channel);
    if (waiting?.delete(row.key) && waiting.size === 0) open.delete(channel);
    sorted.delete(channel);
    changed(channel);
    for (const key of messageKeys(row)) if (keyOfMessage.get(key) === row.key) keyOfMessage.delete(key);
  }

  const rowsOf = (keys: Iterable<string>) => [...keys].flatMap((key) => ledger.get(key) ?? []);

  return {
    row: (key) => ledger.get(key) ?? null,
    rows: () => ledger.values(),
    ofStory: (story) => rowsOf(keysOfStory.get(story) ?? []),
    ofMessage: (channel, messageId) => ledger.get(keyOfMessage.get(messageKey(channel, messageId)) ?? '') ?? null,
    openChannels: () => open.keys(),
    openRows(channel) {
      const rows = sorted.get(channel) ?? inTurn(rowsOf(open.get(channel) ?? []));
      if (rows.length > 0) sorted.set(channel, rows);
      return rows;
    },
    refused: () => refused,
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

/** One for a row that was refused for good, to be counted. */
function refusals(row: Delivery | undefined): 0 | 1 {
  return row?.ended?.kind === 'refused' ? 1 : 0;
}
