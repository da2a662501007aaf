/** Scopes a bot is granted in tests that do not say otherwise. */
export const BOT_SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:read',
  'team:read',
  'usergroups:read',
  'users:read',
];

/** Every scope that this server knows; an authorize page refuses others. */
export const KNOWN_SCOPES: ReadonlySet<string> = new Set([
  ...BOT_SCOPES,
  'chat:write.customize',
  'incoming-webhook',
  'links:read',
  'links:write',
  'metadata.message:read',
  'reactions:read',
  'reactions:write',
  'users:read.email',
]);

type KindScopes = Readonly<Record<'public' | 'private' | 'mpim' | 'im', string>>;
export const READ_SCOPES: KindScopes = {
  public: 'channels:read',
  private: 'groups:read',
  mpim: 'mpim:read',
  im: 'im:read',
};
export const HISTORY_SCOPES: KindScopes = {
  public: 'channels:history',
  private: 'groups:history',
  mpim: 'mpim:history',
  im: 'im:history',
};

/** Events by the name they are subscribed to, each with the scopes of which one is needed; none: it always comes. */
export const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  channel_archive: ['channels:read'],
  channel_deleted: ['channels:read'],
  channel_id_changed: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  channel_left: ['channels:read'],
  channel_rename: ['channels:read'],
  channel_unarchive: ['channels:read'],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  group_unarchive: ['groups:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
  subteam_members_changed: ['usergroups:read'],
  subteam_updated: ['usergroups:read'],
  team_rename: ['team:read'],
  tokens_revoked: [],
  user_change: ['users:read'],
};
