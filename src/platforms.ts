import { createPreview } from '../adapters/preview/platform.ts';
import type { PlatformPart } from './app.ts';
import type { Clock } from './lib/clock.ts';
import { postedMessageSchema } from './platform/schemas.ts';
import type { Store } from './store/store.ts';

/** The workspace of the preview platform; it has one. */
export const PREVIEW_WORKSPACE = { platform: 'preview', workspace: 'local' } as const;

/** The channel that people who type into a terminal are in. */
export const PREVIEW_CHANNEL = { ...PREVIEW_WORKSPACE, channel: 'newsroom' } as const;

export type Screen = {
  readonly print: (line: string) => void;
  readonly colours: boolean;
};

/** Switches on the platforms that are configured. Without any token that is the preview, which needs no account. */
export async function openPlatforms(store: Store, clock: Clock, screen: Screen): Promise<readonly PlatformPart[]> {
  const table = store.table('preview', { version: 1, parse: postedMessageSchema });
  const preview = createPreview({
    rows: {
      save: (key, row) => store.commit([table.put(key, row)]),
      remove: (key) => store.commit([table.remove(key)]),
      async *all() {
        for await (const [, row] of table.rows()) yield row;
      },
    },
    clock,
    channels: [PREVIEW_CHANNEL],
    ...screen,
  });
  await preview.load();
  return [{ platform: preview, transcript: preview.transcript }];
}
