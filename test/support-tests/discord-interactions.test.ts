import {
  ActionRowBuilder,
  ApplicationCommandType,
  ButtonBuilder,
  ButtonStyle,
  type ChatInputCommandInteraction,
  type Client,
  ContextMenuCommandBuilder,
  Events,
  type Interaction,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { DiscordServerOptions } from '../support/discord/control.ts';
import { call, codeOf, eventually, furnish, login, openServer } from './discord-bench.ts';

const NEWS = new SlashCommandBuilder()
  .setName('news')
  .setDescription('Everything about news')
  .addSubcommand((follow) =>
    follow
      .setName('follow')
      .setDescription('Follow a topic')
      .addStringOption((option) =>
        option.setName('topic').setDescription('Its name').setRequired(true).setAutocomplete(true),
      )
      .addChannelOption((option) => option.setName('where').setDescription('A channel'))
      .addRoleOption((option) => option.setName('ring').setDescription('A role'))
      .addIntegerOption((option) => option.setName('most').setDescription('At most').setMinValue(1).setMaxValue(9))
      .addStringOption((option) =>
        option.setName('pace').setDescription('How').addChoices({ name: 'Fast', value: 'fast' }),
      )
      .addAttachmentOption((option) => option.setName('file').setDescription('A file')),
  );
const WHY = new ContextMenuCommandBuilder().setName('Why this?').setType(ApplicationCommandType.Message);

async function open(handle: (interaction: Interaction) => Promise<unknown>, options: DiscordServerOptions = {}) {
  const server = await openServer(options);
  const furniture = furnish(server);
  const client = await login(server);
  await client.application.commands.set([NEWS, WHY]);
  client.on(Events.InteractionCreate, (interaction) => void handle(interaction));
  return { server, client, ...furniture };
}

function onCommand(handle: (interaction: ChatInputCommandInteraction) => Promise<unknown>) {
  return async (interaction: Interaction) => (interaction.isChatInputCommand() ? handle(interaction) : undefined);
}

const row = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(buttons);
const button = (id: string) =>
  new ButtonBuilder().setCustomId(id).setLabel(`Press ${id}`).setStyle(ButtonStyle.Primary);
const TOPIC = { topic: 'ports' };

describe('commands', () => {
  test('a command arrives with what was typed, chosen and attached, and with what everybody may do', async () => {
    const told: unknown[] = [];
    const { server, guild, ana, general } = await open(
      onCommand(async (interaction) => {
        const { options } = interaction;
        const file = options.getAttachment('file', true);
        told.push(
          [options.getSubcommand(), options.getString('topic'), options.getInteger('most'), options.getString('pace')],
          [options.getChannel('where')?.id, options.getRole('ring')?.name, interaction.locale],
          interaction.memberPermissions?.has('ManageGuild'),
          interaction.appPermissions.has('EmbedLinks'),
          await (await fetch(file.url)).text(),
        );
        await interaction.reply({ content: 'Followed', flags: MessageFlags.Ephemeral });
      }),
    );
    const ring = server.world.addRole(guild.id, { name: 'readers' });
    const answer = await server.people.command(
      ana,
      general,
      'news follow',
      { ...TOPIC, where: general, ring, most: 3, pace: 'fast', file: { file: 'a.txt', text: 'held' } },
      { locale: 'de' },
    );
    expect(told).toEqual([['follow', 'ports', 3, 'fast'], [general, 'readers', 'de'], false, true, 'held']);
    expect(answer).toMatchObject({
      kind: 'message',
      deferred: false,
      message: { content: 'Followed', ephemeral: true },
    });
    expect(server.messages(general)).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  test('what the client would not let a person send is refused', async () => {
    const { server, guild, ana, general } = await open(async () => undefined);
    const type = (options: Record<string, string | number>) =>
      server.people.command(ana, general, 'news follow', options);
    await expect(type({})).rejects.toThrow('"topic" is required');
    await expect(type({ ...TOPIC, most: 10 })).rejects.toThrow('another number');
    await expect(type({ ...TOPIC, pace: 'slow' })).rejects.toThrow('takes fast');
    await expect(type({ ...TOPIC, other: 'x' })).rejects.toThrow('no option "other"');
    await expect(server.people.command(ana, general, 'news lose', {})).rejects.toThrow('no subcommand "lose"');
    await expect(server.people.command(ana, general, 'olds', {})).rejects.toThrow('no command "olds"');
    server.world.setRole(guild.id, guild.id, { permissions: ['VIEW_CHANNEL'] });
    await expect(type(TOPIC)).rejects.toThrow('USE_APPLICATION_COMMANDS');
  });

  test('a deferred answer is seen when it comes, stays as secret as it was, and is followed by others', async () => {
    const { server, ana, general } = await open(
      onCommand(async (interaction) => {
        await interaction.deferReply({ flags: MessageFlags.Ephemeral });
        await interaction.editReply({ content: 'Here', files: [{ attachment: Buffer.from('{}'), name: 'data.json' }] });
        await interaction.followUp({ content: 'And more', flags: MessageFlags.Ephemeral });
        await interaction.editReply('Here, corrected');
      }),
    );
    const answer = await server.people.command(ana, general, 'news follow', TOPIC);
    expect(answer).toMatchObject({ kind: 'message', deferred: true, message: { content: 'Here', ephemeral: true } });
    const seen = () => server.people.seen(answer.interactionId).map(({ content }) => content);
    await eventually(() => expect(seen()).toEqual(['Here, corrected', 'And more']));
    const [first] = server.people.seen(answer.interactionId);
    expect(first).toMatchObject({ edits: 1, attachments: [{ name: 'data.json', text: '{}' }] });
    expect(server.problems).toEqual([]);
  });

  test('a command in a private channel has a user and no member', async () => {
    const told: unknown[] = [];
    const { server, ana } = await open(
      onCommand(async (interaction) => {
        told.push(interaction.guildId, interaction.user.username, interaction.member, interaction.context);
        await interaction.reply('Hello');
      }),
    );
    const dm = server.world.openDm(ana);
    await server.people.command(ana, dm, 'news follow', TOPIC);
    expect(told).toEqual([null, 'ana', null, 1]);
    expect(server.messages(dm)[0]?.content).toBe('Hello');
  });

  test('a completion gives choices, and only choices', async () => {
    const { server, ana, general } = await open(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([{ name: `${name}: ${value}`, value: `${interaction.options.getInteger('most')}` }]);
    });
    const focused = { name: 'topic', value: 'po' };
    const choices = await server.people.autocomplete(ana, general, 'news follow', focused, { most: 2 });
    expect(choices).toEqual([{ name: 'topic: po', value: '2' }]);
    const other = { name: 'pace', value: '' };
    await expect(server.people.autocomplete(ana, general, 'news follow', other)).rejects.toThrow('does not complete');
  });

  test('a message menu command brings the whole message', async () => {
    const told: string[] = [];
    const { server, ana, general } = await open(async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) return;
      told.push(interaction.targetMessage.content);
      await interaction.reply({ content: 'Because', flags: MessageFlags.Ephemeral });
    });
    const message = server.world.say(ana, general, 'what people said');
    const answer = await server.people.messageCommand(ana, message, 'Why this?');
    expect(answer).toMatchObject({ kind: 'message', message: { content: 'Because' } });
    expect(told).toEqual(['what people said']);
  });
});

describe('buttons and forms', () => {
  test('a press changes its message, answers beside it, or is acknowledged and answered later', async () => {
    const { server, client, ana, general } = await open(async (interaction) => {
      if (!interaction.isButton()) return;
      if (interaction.customId === 'change') await interaction.update({ content: 'Changed' });
      if (interaction.customId === 'beside') await interaction.reply({ content: 'B', flags: MessageFlags.Ephemeral });
      if (interaction.customId !== 'later') return;
      await interaction.deferUpdate();
      await interaction.editReply({ content: 'Later', components: [] });
    });
    const id = await post(client, general, [button('change'), button('beside'), button('later').setLabel('Last')]);
    const press = (name: string) => server.people.press(ana, id, name);
    expect(await press('change')).toMatchObject({
      kind: 'update',
      deferred: false,
      message: { id, content: 'Changed' },
    });
    expect(await press('Press beside')).toMatchObject({ kind: 'message', message: { content: 'B', ephemeral: true } });
    expect(await press('Last')).toMatchObject({ kind: 'update', deferred: true, message: { content: 'Later' } });
    await expect(press('Last')).rejects.toThrow('has no "Last"');
    expect(server.problems).toEqual([]);
  });

  test('a form is shown, filled in and sent', async () => {
    const { server, client, ana, general } = await open(async (interaction) => {
      if (interaction.isButton()) await interaction.showModal(form());
      if (!interaction.isModalSubmit()) return;
      const told = `${interaction.fields.getTextInputValue('why')} / ${interaction.fields.getTextInputValue('old')}`;
      if (interaction.isFromMessage()) await interaction.update({ content: told });
    });
    const id = await post(client, general, [button('form')]);
    const answer = await server.people.press(ana, id, 'form');
    if (answer.kind !== 'modal') throw new Error('a form is shown');
    expect(answer.modal).toMatchObject({ title: 'Why?', customId: 'form' });
    expect(answer.modal.fields).toMatchObject([
      { label: 'Reason', customId: 'why', required: true, value: [], description: 'In short' },
      { label: 'Old', customId: 'old', required: false, value: ['kept'] },
    ]);
    const submit = (values: Record<string, string>) => server.people.submitForm(ana, answer.modal, values);
    await expect(submit({})).rejects.toThrow('"Reason" must be filled');
    await expect(submit({ Reason: 'too long by far' })).rejects.toThrow('another length');
    const sent = await submit({ Reason: 'noise' });
    expect(sent).toMatchObject({ kind: 'update', message: { id, content: 'noise / kept' } });
    expect(server.problems).toEqual([]);
  });

  function form() {
    const why = new TextInputBuilder().setCustomId('why').setStyle(TextInputStyle.Short).setMaxLength(10);
    const old = new TextInputBuilder().setCustomId('old').setStyle(TextInputStyle.Short).setRequired(false);
    return new ModalBuilder()
      .setCustomId('form')
      .setTitle('Why?')
      .addLabelComponents(
        new LabelBuilder().setLabel('Reason').setDescription('In short').setTextInputComponent(why),
        new LabelBuilder().setLabel('Old').setTextInputComponent(old.setValue('kept')),
      );
  }

  async function post(client: Client, channelId: string, buttons: ButtonBuilder[]): Promise<string> {
    const channel = await client.channels.fetch(channelId);
    if (!channel?.isSendable()) throw new Error('the channel takes messages');
    return (await channel.send({ content: 'Before', components: [row(...buttons)] })).id;
  }
});

describe('rules of interactions', () => {
  test('no first answer in time fails, and an answer after that is unknown', async () => {
    const codes: unknown[] = [];
    const { server, ana, general } = await open(
      onCommand(async (interaction) => {
        server.advance(3_001);
        codes.push(await codeOf(interaction.reply('late')));
      }),
      { firstAnswerMs: 300 },
    );
    await expect(server.people.command(ana, general, 'news follow', TOPIC)).rejects.toThrow('This interaction failed');
    await eventually(() => expect(codes).toEqual([10062]));
  });

  test('a token lives for fifteen minutes', async () => {
    const codes: unknown[] = [];
    const { server, ana, general } = await open(
      onCommand(async (interaction) => {
        await interaction.reply('in time');
        server.advance(15 * 60_000 + 1);
        codes.push(await codeOf(interaction.editReply('too late')));
      }),
    );
    await server.people.command(ana, general, 'news follow', TOPIC);
    await eventually(() => expect(codes).toEqual([50027]));
  });

  test('the first answer is given once, and nothing is changed before it', async () => {
    const codes: unknown[] = [];
    const { server, client, ana, general } = await open(
      onCommand(async (interaction) => {
        const original = `/webhooks/${server.applicationId}/${interaction.token}/messages/@original` as const;
        codes.push(await codeOf(client.rest.patch(original, { body: { content: 'x' }, auth: false })));
        await interaction.deferReply();
        const again = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
        codes.push(await codeOf(client.rest.post(again, { body: { type: 4, data: { content: 'x' } }, auth: false })));
        const patch = { content: 'done', flags: MessageFlags.Ephemeral };
        await client.rest.patch(original, { body: patch, auth: false });
      }),
    );
    const answer = await server.people.command(ana, general, 'news follow', TOPIC);
    expect(codes).toEqual([10015, 40060]);
    expect(answer).toMatchObject({ kind: 'message', message: { content: 'done', ephemeral: false } });
    expect(server.problems.join()).toContain('was to become ephemeral');
    expect(server.problems).toHaveLength(3);
  });

  test('each kind of interaction has its kinds of answers', async () => {
    const codes: unknown[] = [];
    const { server, client, ana, general } = await open(
      async (interaction) => {
        if (!interaction.isAutocomplete() && !interaction.isChatInputCommand()) return;
        const callback = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
        for (const type of [5, 7, 8]) {
          const data = type === 8 ? { choices: [] } : {};
          codes.push(type, await codeOf(client.rest.post(callback, { body: { type, data }, auth: false })));
        }
      },
      { patienceMs: 100 },
    );
    const focused = { name: 'topic', value: '' };
    expect(await server.people.autocomplete(ana, general, 'news follow', focused)).toEqual([]);
    await eventually(() => expect(codes).toEqual([5, 50035, 7, 50035, 8, null]));
    codes.length = 0;
    await expect(server.people.command(ana, general, 'news follow', TOPIC)).rejects.toThrow('is thinking…');
    await eventually(() => expect(codes).toEqual([5, null, 7, 40060, 8, 40060]));
  });

  test('nothing is answered in a thread that is archived and locked', async () => {
    const codes: unknown[] = [];
    const { server, ana, general } = await open(
      onCommand(async (interaction) => codes.push(await codeOf(interaction.reply('x')))),
    );
    const thread = server.world.addThread(general, { name: 'Talk', person: ana });
    server.world.setThread(thread, { archived: true, locked: true });
    void server.people.command(ana, thread, 'news follow', TOPIC);
    await eventually(() => expect(codes).toEqual([50083]));
  });

  test('an interaction whose bot is not connected fails', async () => {
    const { server, client, ana, general } = await open(async () => undefined, { firstAnswerMs: 50 });
    await client.destroy();
    await expect(server.people.command(ana, general, 'news follow', TOPIC)).rejects.toThrow('This interaction failed');
  });
});

describe('what a command may be', () => {
  const base = { name: 'news', description: 'News' };
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more });
  const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
  const heavy = (name: string) =>
    option(name, {
      choices: many(20).map((value) => ({ name: `${value}${'x'.repeat(90)}`, value: `${value}${'y'.repeat(90)}` })),
    });

  test.each([
    ['capitals', { ...base, name: 'News' }],
    ['blanks', { ...base, name: 'my news' }],
    ['a long name', { ...base, name: 'n'.repeat(33) }],
    ['no description', { name: 'news' }],
    ['a long description', { ...base, description: 'x'.repeat(101) }],
    ['26 options', { ...base, options: many(26).map((name) => option(name)) }],
    ['one name twice', { ...base, options: [option('a'), option('a')] }],
    ['required after optional', { ...base, options: [option('a'), option('b', { required: true })] }],
    ['26 choices', { ...base, options: [option('a', { choices: many(26).map((value) => ({ name: value, value })) })] }],
    [
      'choices that complete',
      { ...base, options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] },
    ],
    ['over 8,000 characters', { ...base, options: many(3).map(heavy) }],
    ['an unknown locale', { ...base, name_localizations: { 'de-AT': 'nachrichten' } }],
    ['a localized name with capitals', { ...base, name_localizations: { de: 'Nachrichten' } }],
    ['a long localized description', { ...base, description_localizations: { de: 'x'.repeat(101) } }],
    ['subcommands beside options', { ...base, options: [option('a'), { type: 1, name: 'b', description: 'x' }] }],
    ['a menu with a description', { ...base, type: 3 }],
  ])('%s: refused', async (_name, body) => {
    const server = await openServer();
    const path = `/applications/${server.applicationId}/commands`;
    expect(await call(server, 'POST', path, body)).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(await call(server, 'PUT', path, [body])).toMatchObject({ status: 400, body: { code: 50035 } });
    expect(server.commands()).toEqual([]);
    expect(server.problems).toHaveLength(2);
  });

  test('commands are set, read, changed and taken away', async () => {
    const server = await openServer();
    const { guild } = furnish(server);
    const client = await login(server);
    const { commands } = client.application;
    const localized = new SlashCommandBuilder()
      .setName('news')
      .setDescription('News')
      .setNameLocalizations({ de: 'nachrichten' })
      .setDefaultMemberPermissions(32n);
    const [set] = [...(await commands.set([localized, WHY])).values()];
    expect(server.commands().map(({ name, type }) => [name, type])).toEqual([
      ['news', 1],
      ['Why this?', 3],
    ]);
    expect((await commands.fetch({ withLocalizations: true })).get(set?.id ?? '')?.nameLocalizations).toEqual({
      de: 'nachrichten',
    });
    const again = await commands.set([localized]);
    expect([...again.keys()]).toEqual([set?.id]);
    await commands.edit(set?.id ?? '', { description: 'Other' });
    expect(server.commands()[0]?.body['description']).toBe('Other');
    await commands.create({ name: 'here', description: 'x' }, guild.id);
    expect(server.commands(guild.id).map(({ name }) => name)).toEqual(['here']);
    await commands.delete(set?.id ?? '');
    expect(server.commands()).toEqual([]);
    expect(server.problems).toEqual([]);
  });
});
