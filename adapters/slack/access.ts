import type { webApi } from '@slack/bolt';
import { z } from 'zod';
import type { Access } from '../../src/platform/platform.ts';

const channelSchema = z.object({
  is_archived: z.boolean().optional(),
  is_member: z.boolean().optional(),
  is_private: z.boolean().optional(),
  is_im: z.boolean().optional(),
  is_mpim: z.boolean().optional(),
});

/**
 * Whether something can be said in a channel. Slack does not tell beforehand whether an administrator lets only some post.
 * @throws what the Web API throws, `channel_not_found` for a private channel that Newsdesk is not in
 */
export async function accessOf(client: webApi.WebClient, channel: string): Promise<Access> {
  const answer = await client.conversations.info({ channel });
  const info = channelSchema.parse(answer.channel);
  if (info.is_archived === true) {
    const reason = 'The channel is archived: unarchive it in Slack, or let another channel follow the topics.';
    return { kind: 'closed', reach: 'channel', reason };
  }
  const isOpen = info.is_member === true || info.is_im === true || (info.is_private !== true && info.is_mpim !== true);
  if (isOpen) return { kind: 'open' };
  const reason = 'Newsdesk is not in this channel: invite it with “/invite @newsdesk”.';
  return { kind: 'closed', reach: 'channel', reason };
}
