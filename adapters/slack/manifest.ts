/** What the app asks of Slack. `config/slack-manifest.yaml` says the same for people to paste; a test holds both together. */

/** The slash command that people type. */
export const COMMAND = '/news';

/** The message shortcut "Why was this posted?". */
export const WHY_SHORTCUT = 'newsdesk_why';

/** What each scope is for; nothing is asked for that the code does not use. */
export const BOT_SCOPES = {
  'channels:history': 'to look for a message whose outcome is unknown',
  'channels:join': 'to look into a public channel in which a message’s outcome is unknown',
  'channels:read': 'to see whether a channel is there, and who may change what it follows',
  'chat:write': 'to post and edit',
  'chat:write.public': 'to post in public channels without being invited',
  commands: 'for /news and the shortcut',
  'files:read': 'to read the file that /news import is given',
  'files:write': 'to hand over the file of /news export',
  'groups:history': 'as channels:history, for private channels',
  'groups:read': 'as channels:read, for private channels',
  'im:history': 'as channels:history, for direct messages',
  'im:read': 'as channels:read, for direct messages',
  'im:write': 'to write to the person who installed Newsdesk',
  'mpim:history': 'as channels:history, for group messages',
  'mpim:read': 'as channels:read, for group messages',
  'usergroups:read': 'to see who is in the user group that manages Newsdesk',
  'users:read': 'to tell guests, members and administrators apart',
} as const;

/** Each tells that a channel can be said something in again, or no longer. */
export const ACCESS_EVENTS = [
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'channel_unarchive',
  'group_archive',
  'group_deleted',
  'group_left',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
] as const;

/** Each tells that a workspace has put Newsdesk out. */
export const REMOVAL_EVENTS = ['app_uninstalled', 'tokens_revoked'] as const;

/** Every event that the code listens to. */
export const BOT_EVENTS = ['app_home_opened', ...ACCESS_EVENTS, ...REMOVAL_EVENTS] as const;
