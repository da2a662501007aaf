import { z } from 'zod';
import { instantSchema } from '../../../src/lib/schemas.ts';
import { channelAddressSchema } from '../../../src/platform/schemas.ts';

/** What a Newsdesk in a process of its own is to do, as its argument. */
export const orderSchema = z.object({
  store: z.string(),
  seeds: z.string(),
  /** Its settings, as environment variables. */
  environment: z.record(z.string(), z.string()),
  now: instantSchema,
  /** What people ask for at first; empty where they have. */
  lines: z.array(z.object({ channel: channelAddressSchema, line: z.string() })),
  /** It kills itself right before or after this write to the store, counted from 1. */
  kill: z.object({ when: z.enum(['before', 'after']), write: z.int() }).nullable(),
  /** True: its loops run and it takes commands, as ever. False: it does one thing after another. */
  isBusy: z.boolean(),
});
export type Order = z.infer<typeof orderSchema>;

/** What it says to its parent. `writes` are those to the store up to now. */
export const saidSchema = z.discriminatedUnion('kind', [
  /** Everybody's wishes are stored. */
  z.object({ kind: z.literal('ready'), writes: z.int() }),
  /** Nothing is left to do: what happens next in the world? */
  z.object({ kind: z.literal('idle'), writes: z.int() }),
  /** It would wait for so long. */
  z.object({ kind: z.literal('wait'), ms: z.number() }),
  /** Something waits for ever. */
  z.object({ kind: z.literal('stuck'), what: z.string() }),
]);
export type Said = z.infer<typeof saidSchema>;

/** What its parent answers: the time, and whether nothing more will happen. */
export const heardSchema = z.object({ now: instantSchema, isOver: z.boolean() });
export type Heard = z.infer<typeof heardSchema>;
