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

/** One spelling of a workspace: `preview:local`. */
export function workspaceKey(address: { readonly platform: string; readonly workspace: string }): string {
  return [address.platform, address.workspace].map(encodeURIComponent).join(':');
}
