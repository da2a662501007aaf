/** How a test speaks of permissions: Discord's own names. */
export type Permission =
  | 'ADMINISTRATOR'
  | 'MANAGE_CHANNELS'
  | 'MANAGE_GUILD'
  | 'VIEW_CHANNEL'
  | 'SEND_MESSAGES'
  | 'MANAGE_MESSAGES'
  | 'EMBED_LINKS'
  | 'ATTACH_FILES'
  | 'READ_MESSAGE_HISTORY'
  | 'MENTION_EVERYONE'
  | 'MANAGE_ROLES'
  | 'USE_APPLICATION_COMMANDS'
  | 'MANAGE_THREADS'
  | 'CREATE_PUBLIC_THREADS'
  | 'CREATE_PRIVATE_THREADS'
  | 'SEND_MESSAGES_IN_THREADS'
  | 'BYPASS_SLOWMODE'
  | 'PIN_MESSAGES';

export type DiscordServerOptions = {
  /** The bot token that is valid; one is made up where none is given. */
  readonly token?: string;
  /** How many times faster than Discord's the windows of its rate limits pass (1: as on Discord); `off`: no limits. Default `off`. */
  readonly limits?: 'off' | number;
  /** How often the bot must send a heartbeat. Default 41,250, as on Discord. */
  readonly heartbeatMs?: number;
  /** How long an interaction waits for its first answer, in real time. Default 3,000, as on Discord. */
  readonly firstAnswerMs?: number;
  /** How long a person waits for what follows a deferred answer before a test is told that nothing came. Default 10,000. */
  readonly patienceMs?: number;
  /** How many edits of messages older than an hour a channel takes in 20 seconds, until Discord says 30046 (with status 429). Default 3. */
  readonly oldEdits?: number;
  /** How many `Bot` IDENTIFYs are left for the day, as GET /gateway/bot says. Default 1,000. */
  readonly sessionStarts?: number;
};

/**
 * Discord on loopback. It refuses what Discord refuses and writes down every breach in `problems`. It knows nothing of webhooks
 * of channels, reactions, pins, polls, stickers, voice, private threads, the events of other members, and installs on a user.
 */
export type DiscordServer = {
  /** For discord.js: `new Client({ rest: { api: apiUrl } })`, e.g. `http://127.0.0.1:4711/api`. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  /** The bot's user; the same as `applicationId`, as for every new app. */
  readonly botId: string;
  readonly world: World;
  readonly people: People;
  readonly faults: Faults;
  readonly gateway: GatewayControl;
  /** Every request that came in, in the order in which they were answered. */
  readonly requests: readonly RequestRecord[];
  /** Every breach of Discord's rules by the bot, as a sentence. A test that breaks none on purpose ends with `expect(problems).toEqual([])`. */
  readonly problems: readonly string[];
  /** How many answers 401, 403 and 429 (but of scope `shared`) were given; Discord bans at 10,000 in ten minutes. */
  invalidRequests(): number;
  /** The application's commands as the bot has registered them: for all guilds, or for one. */
  commands(guildId?: string): readonly RegisteredCommand[];
  /** What stands in a channel or thread, the oldest first, ephemeral answers left out. */
  messages(channelId: string): readonly SeenMessage[];
  /** The ids of the threads of a channel, or of the posts of a forum, archived ones too. */
  threads(channelId: string): readonly string[];
  /** One message wherever it stands, an ephemeral one too; throws where there is none. */
  message(messageId: string): SeenMessage;
  /** What this server takes for the present: the machine's clock and what `advance` added. */
  now(): number;
  /** Lets `ms` pass at once for everything that depends on age: interaction tokens, old messages, nonces, rate limits. */
  advance(ms: number): void;
  /** Forgets every message and every request, as if nothing had been said yet. */
  empty(): void;
  /** Ends every connection and closes the port. */
  close(): Promise<void>;
};

export type RegisteredCommand = {
  readonly id: string;
  readonly name: string;
  /** 1: slash command; 2: user menu; 3: message menu. */
  readonly type: number;
  /** The whole body as it was accepted. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type RequestRecord = {
  readonly method: string;
  /** The path without `/api/v10`, with its query. */
  readonly path: string;
  /** Null where Discord has no such route, or this server does not know it. */
  readonly route: Route | null;
  /** The body as JSON (`payload_json` of a form); undefined where there was none. */
  readonly body: unknown;
  /** Null where no answer was given, by a fault. */
  readonly status: number | null;
  /** The code of Discord's error; null where there was none. */
  readonly code: number | null;
};

export type Route =
  | 'GET /gateway/bot'
  | 'GET /users/@me'
  | 'POST /users/@me/channels'
  | 'GET /oauth2/applications/@me'
  | 'GET /applications/@me'
  | `${'GET' | 'PUT' | 'POST'} /applications/:application/commands`
  | `${'GET' | 'PATCH' | 'DELETE'} /applications/:application/commands/:command`
  | `${'GET' | 'PUT' | 'POST'} /applications/:application/guilds/:guild/commands`
  | `${'GET' | 'PATCH' | 'DELETE'} /applications/:application/guilds/:guild/commands/:command`
  | 'GET /guilds/:guild'
  | 'GET /guilds/:guild/channels'
  | 'GET /guilds/:guild/roles'
  | 'GET /guilds/:guild/members/:member'
  | 'GET /guilds/:guild/threads/active'
  | 'GET /channels/:channel/threads/archived/public'
  | `${'GET' | 'PATCH'} /channels/:channel`
  | 'POST /channels/:channel/typing'
  | `${'GET' | 'POST'} /channels/:channel/messages`
  | `${'GET' | 'PATCH' | 'DELETE'} /channels/:channel/messages/:message`
  | 'POST /channels/:channel/messages/:message/crosspost'
  | 'POST /channels/:channel/messages/:message/threads'
  | 'POST /channels/:channel/threads'
  | 'POST /interactions/:interaction/:token/callback'
  | 'POST /webhooks/:application/:token'
  | `${'GET' | 'PATCH' | 'DELETE'} /webhooks/:application/:token/messages/:message`;

/** Who would get a notification of a message, worked out from its text and its `allowed_mentions` as Discord does. */
export type Rung = {
  /** True where @everyone or @here rings. */
  readonly everyone: boolean;
  readonly roles: readonly string[];
  readonly users: readonly string[];
};

export type SeenAttachment = {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8. */
  readonly text: string;
  /** Where the bot can download it. */
  readonly url: string;
};

/** A message as people see it. */
export type SeenMessage = {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly content: string;
  /** As they were sent, without those that Discord leaves out for want of EMBED_LINKS. */
  readonly embeds: readonly Readonly<Record<string, unknown>>[];
  readonly components: readonly Readonly<Record<string, unknown>>[];
  readonly attachments: readonly SeenAttachment[];
  /** All text that is shown: content, embeds and V2 texts, one under the other. */
  readonly text: string;
  /** The labels of its buttons, in order. */
  readonly buttons: readonly string[];
  readonly flags: number;
  readonly ephemeral: boolean;
  readonly silent: boolean;
  /** Rung when it was posted; an edit rings nobody. */
  readonly rings: Rung;
  /** What the bot sent with it. Discord tells it in the answer to that request alone, never in the history. */
  readonly nonce: string | null;
  /** How often it was edited. */
  readonly edits: number;
  /** True where it was passed on to the followers of an announcement channel. */
  readonly crossposted: boolean;
  /** The thread that hangs on it; null: none. */
  readonly threadId: string | null;
  /** The message that it answers; null: none. */
  readonly replyTo: string | null;
  readonly createdAt: number;
};

export type Overwrite = {
  /** A role's or a member's id; a guild's own id stands for @everyone. */
  readonly id: string;
  readonly kind: 'role' | 'member';
  readonly allow?: readonly Permission[];
  readonly deny?: readonly Permission[];
};

export type ChannelOptions = {
  readonly kind: 'text' | 'announcement' | 'forum' | 'voice' | 'category';
  readonly name: string;
  readonly overwrites?: readonly Overwrite[];
  /** A category's id. */
  readonly parent?: string;
  /** Names of a forum's tags. */
  readonly tags?: readonly string[];
  /** True where every post of a forum must have a tag (REQUIRE_TAG). */
  readonly requireTag?: boolean;
  /** Seconds between two messages of one person; Discord does not hold bots to it. */
  readonly slowmode?: number;
};

export type GuildOptions = {
  readonly name: string;
  /** A person's id; a person is made up where none is given. */
  readonly owner?: string;
  /** What @everyone may do. Default: what a new Discord guild gives. */
  readonly everyone?: readonly Permission[];
  /** What the bot's own role may do beside. Default: nothing. */
  readonly bot?: readonly Permission[];
  /** The guild's language. Default `en-US`. */
  readonly locale?: string;
  /** False where the bot is not invited yet. Default true. */
  readonly invited?: boolean;
  /** Words that no name of a channel or thread may have, as in servers that Discord lists (Server Discovery). Default: none. */
  readonly unfit?: readonly string[];
};

export type Guild = {
  /** Also the id of its @everyone role. */
  readonly id: string;
  readonly ownerId: string;
  /** The role that belongs to the bot alone. */
  readonly botRoleId: string;
};

/** What people do to guilds, channels and messages. Each change reaches a connected bot as the gateway event that Discord sends. */
export type World = {
  /** Gives the person's id. */
  addPerson(name: string, options?: { readonly acceptsDms?: boolean }): string;
  addGuild(options: GuildOptions): Guild;
  /** Gives the role's id. */
  addRole(
    guildId: string,
    options: { readonly name: string; readonly permissions?: readonly Permission[]; readonly mentionable?: boolean },
  ): string;
  setRole(
    guildId: string,
    roleId: string,
    change: { permissions?: readonly Permission[]; mentionable?: boolean },
  ): void;
  addMember(guildId: string, personId: string, roles?: readonly string[]): void;
  setMemberRoles(guildId: string, memberId: string, roles: readonly string[]): void;
  /** Lets a member (or the bot) only read for `ms`, from now. */
  timeOut(guildId: string, memberId: string, ms: number): void;
  /** Gives the channel's id. */
  addChannel(guildId: string, options: ChannelOptions): string;
  setOverwrites(channelId: string, overwrites: readonly Overwrite[]): void;
  renameChannel(channelId: string, name: string): void;
  deleteChannel(channelId: string): void;
  /** Opens a public thread as a person would, on a message or on its own; gives its id. */
  addThread(
    channelId: string,
    options: { readonly name: string; readonly person: string; readonly messageId?: string },
  ): string;
  /** Archives a thread, or wakes it; a locked one wakes only for those who may MANAGE_THREADS. */
  setThread(threadId: string, change: { readonly archived?: boolean; readonly locked?: boolean }): void;
  /** A person writes something; gives the message's id. */
  say(personId: string, channelId: string, content: string): string;
  /** Deletes a message as a moderator would. */
  deleteMessage(messageId: string): void;
  /** Where the person and the bot speak in private: the DM channel's id; null where they have none yet. */
  dmChannel(personId: string): string | null;
  /** The DM channel of the bot and the person, opened where there is none. */
  openDm(personId: string): string;
  /** Turns private messages of a person off (50007) or on. */
  setAcceptsDms(personId: string, accepts: boolean): void;
  /** Removes the bot from a guild: GUILD_DELETE. */
  kickBot(guildId: string): void;
  /** Invites it (again): GUILD_CREATE. Its role comes back with the permissions given. */
  inviteBot(guildId: string, permissions?: readonly Permission[]): void;
  /** Discord's own failure of one guild: GUILD_DELETE with `unavailable`, and GUILD_CREATE when it is over. */
  setOutage(guildId: string, out: boolean): void;
  /** The token is valid no more: 401 everywhere, the gateway closes with 4004. */
  revokeToken(): void;
  /** What a member (or the bot) may do in a channel, as Discord works it out. */
  permissionsOf(memberId: string, channelId: string): readonly Permission[];
};

/** A value that a person gives for an option. Channels, roles and users by id; a file by name and text. */
export type OptionInput = string | number | boolean | { readonly file: string; readonly text: string };

export type Modal = {
  readonly customId: string;
  readonly title: string;
  readonly fields: readonly ModalField[];
  /** Which interaction showed it. */
  readonly interactionId: string;
};

export type ModalField = {
  readonly customId: string;
  readonly label: string;
  readonly description: string | null;
  /** Discord's number of the component: 4 text input, 3 and 5–8 selects, 19 file, 21 radio group, 22 checkboxes, 23 checkbox. */
  readonly type: number;
  readonly required: boolean;
  /** What it holds when it opens: one text, or the chosen values of a select. */
  readonly value: readonly string[];
  /** Of a string select, radio group or group of checkboxes. */
  readonly options: readonly { readonly label: string; readonly value: string }[];
  /** The component as it was sent. */
  readonly component: Readonly<Record<string, unknown>>;
};

/** What a person sees after acting. A message may still change or be followed by others: ask `seen`. */
export type Answer =
  | {
      readonly kind: 'message';
      readonly interactionId: string;
      readonly message: SeenMessage;
      /** True where "is thinking…" was shown first. */
      readonly deferred: boolean;
    }
  /** The message whose button was pressed was changed in place. */
  | {
      readonly kind: 'update';
      readonly interactionId: string;
      readonly message: SeenMessage;
      readonly deferred: boolean;
    }
  | { readonly kind: 'modal'; readonly interactionId: string; readonly modal: Modal };

export type Choice = { readonly name: string; readonly value: string | number };

/** Where a person is and what their client speaks. */
export type Manner = {
  /** Default `en-US`. */
  readonly locale?: string;
};

/**
 * What people do with the bot. Every promise rejects with a sentence where the person would see "This interaction
 * failed" or could not have acted (no such command, button, or permission); a rule that the bot broke stands in `problems` too.
 */
export type People = {
  /**
   * Types a slash command. `path`: `news` or `news follow` (the subcommand after a blank, groups likewise). The channel
   * may be a thread or a DM. Options are checked as Discord's client checks them: names, kinds, required, choices, limits.
   */
  command(
    personId: string,
    channelId: string,
    path: string,
    options?: Readonly<Record<string, OptionInput>>,
    manner?: Manner,
  ): Promise<Answer>;
  /** Types into an option that completes, the other options so far beside it. */
  autocomplete(
    personId: string,
    channelId: string,
    path: string,
    focused: { readonly name: string; readonly value: string },
    options?: Readonly<Record<string, OptionInput>>,
    manner?: Manner,
  ): Promise<readonly Choice[]>;
  /** Presses a button, by its label or its custom id. */
  press(personId: string, messageId: string, button: string, manner?: Manner): Promise<Answer>;
  /** Chooses in a select, by its custom id. */
  choose(
    personId: string,
    messageId: string,
    select: string,
    values: readonly string[],
    manner?: Manner,
  ): Promise<Answer>;
  /** Sends a form off. `values` by custom id or label; what is not named keeps what it held. */
  submitForm(
    personId: string,
    modal: Modal,
    values: Readonly<Record<string, string | readonly string[]>>,
    manner?: Manner,
  ): Promise<Answer>;
  /** Chooses an app command from the menu of a message. */
  messageCommand(personId: string, messageId: string, name: string, manner?: Manner): Promise<Answer>;
  /** Everything that the person sees of one interaction by now: the answer as it stands, then what followed. */
  seen(interactionId: string): readonly SeenMessage[];
};

export type RestFault =
  /** A 5xx has a page of HTML for a body, as behind Discord's proxy. `accepted`: the write was done all the same. Default false. */
  | { readonly kind: 'status'; readonly status: number; readonly accepted?: boolean }
  /** `code`: Discord's name for some limits, as 20028 (a channel's writes) or 20016 (slow mode). */
  | {
      readonly kind: 'limited';
      readonly scope: 'user' | 'shared' | 'global';
      readonly retryAfterSeconds: number;
      readonly code?: number;
    }
  /** The connection is reset (RST: ECONNRESET). */
  | { readonly kind: 'reset'; readonly accepted: boolean }
  /** The connection is closed (FIN) with no answer. */
  | { readonly kind: 'closed'; readonly accepted: boolean }
  /** No answer comes, until the client gives up. */
  | { readonly kind: 'silent'; readonly accepted: boolean }
  /** It is done, and the answer's body ends half way. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'delay'; readonly ms: number };

export type Faults = {
  /** The next `times` requests (default 1) of a route, or of any with `*`, go wrong so. Faults of one route queue up. */
  next(route: Route | '*', fault: RestFault, times?: number): void;
  /** Asked at every request before anything comes of it; what it gives goes wrong with that request. */
  each(fault: (route: Route) => RestFault | null): void;
  /** Forgets faults that have not happened yet. */
  clear(): void;
};

export type GatewayControl = {
  /** Open connections that were identified or resumed. */
  connections(): number;
  /** How many IDENTIFYs and RESUMEs succeeded. */
  identifies(): number;
  resumes(): number;
  /** Cuts every connection: `terminate` with no close frame (default), or with a close code. */
  drop(how?: 'terminate' | number): void;
  /** Asks every connection to reconnect (op 7). */
  askReconnect(): void;
  /** Answers the next `times` RESUMEs with op 9; `resumable` is its `d`. */
  refuseResume(resumable: boolean, times?: number): void;
  /** Declares every session invalid (op 9) now. */
  invalidate(resumable: boolean): void;
  /** While true, heartbeats get no acknowledgement. */
  ignoreHeartbeats(ignore: boolean): void;
  /** While true, new connections are cut before HELLO. */
  refuseConnections(refuse: boolean): void;
};
