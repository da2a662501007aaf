/** Where a message goes. `platform` names an adapter (discord, slack, preview); the two ids are that platform's own. */
export type ChannelAddress = {
  readonly platform: string;
  readonly workspace: string;
  readonly channel: string;
};

/** One spelling of an address, for keys and comparison: `preview:local:general`. */
export function channelKey(address: ChannelAddress): string {
  return [address.platform, address.workspace, address.channel].map(encodeURIComponent).join(':');
}

/** The address of which `key` is the spelling; null where it is none. */
export function parseChannelKey(key: string): ChannelAddress | null {
  const [platform, workspace, channel, ...rest] = key.split(':').map(decode);
  if (!platform || !workspace || !channel || rest.length > 0) return null;
  return { platform, workspace, channel };
}

function decode(part: string): string {
  try {
    const text = decodeURIComponent(part);
    // Half of a surrogate pair could not be spelt again.
    return text.isWellFormed() ? text : '';
  } catch {
    return '';
  }
}

/** One spelling of a workspace: `preview:local`. */
export function workspaceKey(address: WorkspaceAddress): string {
  return [address.platform, address.workspace].map(encodeURIComponent).join(':');
}

/** Stands for the person who brought Newsdesk into a workspace (the installer, the owner): messages to it reach them in private. */
export const OWNER_CHANNEL = '@owner';

/** Which workspace an address lies in. */
export type WorkspaceAddress = Pick<ChannelAddress, 'platform' | 'workspace'>;
