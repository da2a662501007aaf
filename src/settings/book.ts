import { z } from 'zod';
import { isZone } from '../lib/zone.ts';
import { type ChannelAddress, channelKey, type WorkspaceAddress, workspaceKey } from '../platform/channel.ts';
import { channelAddressSchema } from '../platform/schemas.ts';
import { LANGUAGES } from '../platform/words.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { ChannelSettings, SettingsBook, TimeOfDay, WorkspaceSettings } from './settings.ts';

const timeOfDaySchema = z.custom<TimeOfDay>(
  (value) => typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value),
  'not a time of day',
);

const channelFields = {
  zone: z.string().refine(isZone, 'not a time zone').exactOptional(),
  quiet: z.object({ from: timeOfDaySchema, to: timeOfDaySchema }).nullable().exactOptional(),
  language: z.enum(LANGUAGES).exactOptional(),
  burst: z.int().min(1).exactOptional(),
  publish: z.boolean().exactOptional(),
  emptyDigest: z.boolean().exactOptional(),
};

type ChannelRow = { readonly channel: ChannelAddress; readonly stated: Partial<ChannelSettings> };
type WorkspaceRow = { readonly workspace: WorkspaceAddress; readonly stated: Partial<WorkspaceSettings> };

const parseChannelRow: z.ZodType<ChannelRow> = z.object({
  channel: channelAddressSchema,
  stated: z.object(channelFields),
});

const parseWorkspaceRow: z.ZodType<WorkspaceRow> = z.object({
  workspace: z.object({ platform: z.string(), workspace: z.string() }),
  stated: z.object({ ...channelFields, managers: z.string().nullable().exactOptional() }),
});

/**
 * Opens the settings over the store's tables `channel-settings` and `workspace-settings`; `defaults` hold where neither
 * channel nor workspace states anything. Settings are changed in turns, one change of an address a commit.
 */
export async function openSettingsBook(store: Store, defaults: WorkspaceSettings): Promise<SettingsBook> {
  const channelTable = store.table('channel-settings', { version: 1, parse: parseChannelRow });
  const workspaceTable = store.table('workspace-settings', { version: 1, parse: parseWorkspaceRow });
  const channels = new Map<string, ChannelRow>();
  const workspaces = new Map<string, WorkspaceRow>();
  for await (const [key, row] of channelTable.rows()) channels.set(key, row);
  for await (const [key, row] of workspaceTable.rows()) workspaces.set(key, row);

  const ofWorkspace = (workspace: WorkspaceAddress): WorkspaceSettings => ({
    ...defaults,
    ...workspaces.get(workspaceKey(workspace))?.stated,
  });
  const channelsOf = (workspace: WorkspaceAddress) =>
    [...channels].filter(([, { channel }]) => workspaceKey(channel) === workspaceKey(workspace));

  return {
    of(channel) {
      const { managers, ...shared } = ofWorkspace(channel);
      return { ...shared, ...channels.get(channelKey(channel))?.stated };
    },
    ofWorkspace,
    statedFor: (channel) => channels.get(channelKey(channel))?.stated ?? {},
    statedForWorkspace: (workspace) => workspaces.get(workspaceKey(workspace))?.stated ?? {},

    change({ platform, workspace, channel: id }, changes) {
      const channel = { platform, workspace, channel: id };
      const key = channelKey(channel);
      const stated = changed<ChannelSettings>(channels.get(key)?.stated ?? {}, changes);
      if (Object.keys(stated).length === 0) {
        return { writes: [channelTable.remove(key)], apply: () => channels.delete(key) };
      }
      const row = { channel, stated };
      return { writes: [channelTable.put(key, row)], apply: () => channels.set(key, row) };
    },

    changeWorkspace({ platform, workspace: id }, changes) {
      const workspace = { platform, workspace: id };
      const key = workspaceKey(workspace);
      const stated = changed<WorkspaceSettings>(workspaces.get(key)?.stated ?? {}, changes);
      if (Object.keys(stated).length === 0) {
        return { writes: [workspaceTable.remove(key)], apply: () => workspaces.delete(key) };
      }
      const row = { workspace, stated };
      return { writes: [workspaceTable.put(key, row)], apply: () => workspaces.set(key, row) };
    },

    forget(workspace): Change {
      const gone = channelsOf(workspace).map(([key]) => key);
      return {
        writes: [...gone.map((key) => channelTable.remove(key)), workspaceTable.remove(workspaceKey(workspace))],
        apply() {
          for (const key of gone) channels.delete(key);
          workspaces.delete(workspaceKey(workspace));
        },
      };
    },

    channels: (workspace) => channelsOf(workspace).map(([, { channel }]) => channel),
  };
}

/** What is stated with some changes made; undefined takes a statement back. */
function changed<Settings extends object>(
  stated: Partial<Settings>,
  changes: { readonly [Name in keyof Settings]?: Settings[Name] | undefined },
): Partial<Settings> {
  const kept = Object.entries({ ...stated, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Partial<Settings>;
}
