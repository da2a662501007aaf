import { createDiscord } from '../../../adapters/discord/platform.ts';
import { COMMANDS } from '../../../src/commands/list.ts';
import { parseLine } from '../../../src/commands/parse.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/lib/log.ts';
import type { ChannelAddress } from '../../../src/platform/channel.ts';
import type { Store } from '../../../src/store/store.ts';
import type { Answered, ChatHarness, Told, Who } from '../../contracts/newsdesk.ts';
import type { Answer, OptionInput, SeenMessage } from '../discord/control.ts';
import { openDiscordServer } from '../discord/server.ts';

const SPECS = COMMANDS.map(({ spec }) => spec);
const BOT = [
  'VIEW_CHANNEL',
  'SEND_MESSAGES',
  'EMBED_LINKS',
  'READ_MESSAGE_HISTORY',
  'CREATE_PUBLIC_THREADS',
  'SEND_MESSAGES_IN_THREADS',
  'ATTACH_FILES',
] as const;

/** Newsdesk's Discord adapter, with discord.js connected to a local Discord of two guilds. */
export async function openDiscordChat(_store: Store, clock: Clock): Promise<ChatHarness> {
  const server = await openDiscordServer({});
  const { world, people } = server;
  // What the machine's clock says is no part of these tests.
  server.advance(clock() - server.now());
  const owner = world.addPerson('Olga');
  const manager = world.addPerson('Mara');
  const onlooker = world.addPerson('Otto');
  const guest = world.addPerson('Gina');
  const persons: Readonly<Record<Who, string>> = { manager, onlooker, guest };

  function addGuild(name: string) {
    const guild = world.addGuild({ name, owner, bot: BOT });
    const mayManage = world.addRole(guild.id, { name: 'Editors', permissions: ['MANAGE_CHANNELS', 'MANAGE_GUILD'] });
    world.addMember(guild.id, manager, [mayManage]);
    for (const person of [onlooker, guest]) world.addMember(guild.id, person);
    return guild;
  }
  const guild = addGuild('Desk');
  const elsewhere = addGuild('Elsewhere');
  const role = world.addRole(guild.id, { name: 'Diplomats', mentionable: true });
  const address = (id: string, name: string): ChannelAddress => ({
    platform: 'discord',
    workspace: id,
    channel: world.addChannel(id, { kind: 'text', name }),
  });
  const channel = address(guild.id, 'news');
  const other = address(guild.id, 'other');
  const foreign = address(elsewhere.id, 'news');

  const lines = new Map<string, string>();
  const { platform, live } = createDiscord({
    token: server.token,
    apiUrl: server.apiUrl,
    clock,
    log: silentLog,
    lines: { save: async (id, line) => void lines.set(id, line), load: async (id) => lines.get(id) ?? null },
  });

  function answered(who: Who, answer: Answer): Answered {
    if (answer.kind === 'modal') {
      const text = [answer.modal.title, ...answer.modal.fields.map(({ label }) => label)].join('\n');
      return { text, buttons: [], files: [], press: () => Promise.reject(new Error('a form has no buttons')) };
    }
    const { message } = answer;
    return {
      text: message.text,
      buttons: message.buttons,
      files: message.attachments.map(({ name, text }) => ({ name, text })),
      press: async (label) => answered(who, await people.press(persons[who], message.id, label)),
    };
  }

  /** What a person types into the fields of a slash command. */
  function typed(line: string, file: string | undefined): { path: string; options: Record<string, OptionInput> } {
    const parsed = parseLine(line, SPECS);
    const spec = parsed.kind === 'command' ? parsed.spec : parsed.begun?.spec;
    const values = parsed.kind === 'command' ? parsed.options : parsed.begun?.options;
    if (spec === undefined || values === undefined) throw new Error(`not a command: ${line}`);
    const attached = file === undefined ? {} : { file: { file: 'newsdesk.yaml', text: file } };
    return { path: `news ${spec.name}`, options: { ...values, ...attached } };
  }

  const seen = (message: SeenMessage, thread: string | null): Told => ({
    id: message.id,
    text: message.text,
    buttons: message.buttons,
    thread,
    edits: message.edits,
    rang: [...message.rings.roles, ...message.rings.users, ...(message.rings.everyone ? ['everyone'] : [])],
  });
  const ownIn = (id: string) => server.messages(id).filter(({ authorId }) => authorId === server.botId);

  return {
    part: { platform, live, transcript: null },
    channel,
    other,
    foreign,
    role,
    async say(who, line, at = channel, file) {
      const { path, options } = typed(line, file);
      return answered(who, await people.command(persons[who], at.channel, path, options));
    },
    press: async (who, message, label) => answered(who, await people.press(persons[who], message.id, label)),
    askWhy: async (who, message) =>
      answered(who, await people.messageCommand(persons[who], message.id, 'Why was this posted?')),
    linkTo: (message, at = channel) => `https://discord.com/channels/${at.workspace}/${at.channel}/${message.id}`,
    told: (at = channel) =>
      ownIn(at.channel).flatMap((message) => [
        seen(message, null),
        ...(message.threadId === null ? [] : ownIn(message.threadId).map((reply) => seen(reply, message.id))),
      ]),
    closeChannel: (at) =>
      world.setOverwrites(at.channel, [{ id: guild.botRoleId, kind: 'role', deny: ['SEND_MESSAGES'] }]),
    openChannel: (at) => world.setOverwrites(at.channel, []),
    deleteMessage: (message) => world.deleteMessage(message.id),
    loseNextAnswer: (accepted) => server.faults.next('POST /channels/:channel/messages', { kind: 'reset', accepted }),
    limitNextPost: () =>
      server.faults.next('POST /channels/:channel/messages', { kind: 'limited', scope: 'user', retryAfterSeconds: 2 }),
    takeRightsAway: () => world.setMemberRoles(guild.id, manager, []),
    removeBot: () => world.kickBot(guild.id),
    bringBotBack: () => world.inviteBot(guild.id, BOT),
    toldOwner() {
      const dm = world.dmChannel(owner);
      return dm === null ? [] : ownIn(dm).map(({ text }) => text);
    },
    problems: () => server.problems,
    close: () => server.close(),
  };
}
