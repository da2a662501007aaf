import { z } from 'zod';
import type { Workspace } from './installations.ts';
import { failureOf, type Undone } from './outcome.ts';

type OwnerChannel =
  | { readonly kind: 'found'; readonly channel: string }
  | { readonly kind: 'none'; readonly outcome: Undone };

const PAGE = 200;
const MAX_PAGES = 10;

const userSchema = z.object({
  id: z.string(),
  is_primary_owner: z.boolean().optional(),
  deleted: z.boolean().optional(),
});

/** Finds the direct message with whoever installed Newsdesk; with a plain token, which does not tell, with the workspace's primary owner. */
export function createOwners(): { channelOf(workspace: Workspace): Promise<OwnerChannel> } {
  const channels = new Map<string, string>();

  async function channelOf(workspace: Workspace): Promise<OwnerChannel> {
    const key = `${workspace.team}/${workspace.installer ?? ''}`;
    const known = channels.get(key);
    if (known !== undefined) return { kind: 'found', channel: known };
    try {
      const person = workspace.installer ?? (await primaryOwner(workspace));
      if (person === null) {
        const reason = 'Newsdesk could not find out who owns the workspace, so nobody can be told in private.';
        return { kind: 'none', outcome: { kind: 'refused', reach: 'channel', reason } };
      }
      const channel = await directMessage(workspace, person);
      channels.set(key, channel);
      return { kind: 'found', channel };
    } catch (error) {
      return { kind: 'none', outcome: failureOf(error) };
    }
  }

  return { channelOf };
}

/**
 * The direct message with a person.
 * @throws what the Web API throws
 */
export async function directMessage({ client }: Workspace, person: string): Promise<string> {
  const answer = await client.conversations.open({ users: person });
  return z.object({ id: z.string() }).parse(answer.channel).id;
}

async function primaryOwner({ client }: Workspace): Promise<string | null> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await client.users.list({ limit: PAGE, ...(cursor === '' ? {} : { cursor }) });
    for (const member of z.array(userSchema).parse(answer.members ?? [])) {
      if (member.is_primary_owner === true && member.deleted !== true) return member.id;
    }
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') return null;
  }
  return null;
}
