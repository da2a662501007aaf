import type { Delivery } from './delivery.ts';

/** Tells a message that its platform does not take from a platform that takes nothing. */
export type Patience = {
  /** Something was said on a platform. */
  done(row: Delivery): void;
  /** A call for a row failed or got no answer. */
  failed(row: Delivery): void;
  /** True where a post no longer keeps those behind it waiting. */
  isLost(row: Delivery): boolean;
};

/** So often a post fails while others of its platform get through. */
const WHILE_OTHERS = 5;
/** So often it fails whatever becomes of others, about half an hour: there may be none. */
const AT_MOST = 12;

const REMEMBERED = 10_000;

/** Begins anew with each process. */
export function createPatience(): Patience {
  const said = new Map<string, number>();
  const blamed = new Map<string, { readonly times: number; readonly saidThen: number }>();
  const saidOn = ({ channel }: Delivery) => said.get(channel.platform) ?? 0;

  return {
    done(row) {
      said.set(row.channel.platform, saidOn(row) + 1);
      blamed.delete(row.key);
    },
    failed(row) {
      const before = blamed.get(row.key);
      const isAlone = before !== undefined && before.saidThen === saidOn(row);
      // Rows that ended otherwise leave their names behind; forgetting all costs those that stand a few tries.
      if (blamed.size >= REMEMBERED) blamed.clear();
      blamed.set(row.key, { times: (before?.times ?? 0) + (isAlone ? 0 : 1), saidThen: saidOn(row) });
    },
    isLost: ({ key, failures }) => failures >= AT_MOST || (blamed.get(key)?.times ?? 0) >= WHILE_OTHERS,
  };
}
