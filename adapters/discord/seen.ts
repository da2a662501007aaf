import { Routes } from 'discord.js';
import { z } from 'zod';
import { markIn } from './mark.ts';
import type { Api } from './rest.ts';

/** What is remembered of a message that the bot posted. */
export type SeenMessage = {
  /** Null where it carries none (any more). */
  readonly mark: string | null;
  readonly headline: string;
};

/** Messages of the bot, so that an edit keeps the mark and a thread has a name. */
export type SeenMessages = {
  keep(messageId: string, seen: SeenMessage): void;
  /** Asks Discord where nothing is remembered (after a restart). Rejects as `Api` does. */
  get(channelId: string, messageId: string): Promise<SeenMessage>;
};

/** The part of a message that is looked at. */
export const messageSchema = z.object({
  id: z.string(),
  embeds: z.array(z.object({ url: z.string().nullish(), description: z.string().nullish() })).default([]),
});
export type RawMessage = z.infer<typeof messageSchema>;

const MOST_REMEMBERED = 5_000;

export function createSeenMessages(api: Api): SeenMessages {
  const known = new Map<string, SeenMessage>();

  function keep(messageId: string, seen: SeenMessage): void {
    known.delete(messageId);
    known.set(messageId, seen);
    const [oldest] = known.keys();
    if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  return {
    keep,
    async get(channelId, messageId) {
      const remembered = known.get(messageId);
      if (remembered !== undefined) return remembered;
      const raw = messageSchema.parse(await api.get(Routes.channelMessage(channelId, messageId)));
      const seen = { mark: markOfMessage(raw), headline: headlineIn(raw.embeds[0]?.description ?? '') };
      keep(messageId, seen);
      return seen;
    },
  };
}

/** The mark that a message carries; null where it carries none. */
export function markOfMessage({ embeds }: RawMessage): string | null {
  return markIn(embeds[0]?.url);
}

/** The headline as it was before it was rendered. */
function headlineIn(description: string): string {
  const [line = ''] = description.split('\n');
  const text = line.replace(/^### /, '').replace(/^\[(.*)\]\([^()\s]*\)$/, '$1');
  return text.replace(/\\([^\p{L}\p{N}\s])/gu, '$1');
}
