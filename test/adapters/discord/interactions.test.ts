import { afterEach, describe, expect, test } from 'vitest';
import { OWNER_CHANNEL } from '../../../src/platform/channel.ts';
import type { Reply } from '../../../src/platform/message.ts';
import { sampleAlert } from '../../contracts/platform.ts';
import type { Answer, Permission } from '../../support/discord/control.ts';
import { type Bench, type BenchOptions, openBench, SPECS, shown } from './support.ts';

let bench: Bench | null = null;

afterEach(async () => {
  await bench?.close();
  // What people see as "This interaction failed" would stand here.
  const problems = bench?.server.problems ?? [];
  bench = null;
  expect(problems).toEqual([]);
});

/** A bench, and somebody in its guild who may do what is named beside what everybody may. */
async function open(
  may: readonly Permission[] = [],
  options: BenchOptions = {},
): Promise<Bench & { readonly ada: string }> {
  bench = await openBench(options);
  const { server, guild } = bench;
  const ada = server.world.addPerson('Ada');
  const role = server.world.addRole(guild.id, { name: 'Ada’s', permissions: may });
  server.world.addMember(guild.id, ada, [role]);
  return { ...bench, ada };
}

function textOf(answer: Answer): string {
  if (answer.kind === 'modal') throw new Error('a form was shown');
  return shown(answer.message.text);
}

function replying(changes: Partial<Reply>): () => Promise<Reply> {
  return async () => ({ ok: true, title: 'Answer', blocks: [], actions: [], ...changes });
}

describe('a slash command', () => {
  test('is answered to the person alone, with its options as they were typed', async () => {
    const { server, ada, channelId, channel, guild, host } = await open();
    const other = server.world.addChannel(guild.id, { kind: 'text', name: 'other' });
    const role = server.world.addRole(guild.id, { name: 'Desk' });
    const options = { topic: 'ferries @everyone', channel: other, as: 'digest', mention: role, backfill: 3 };
    const answer = await server.people.command(ada, channelId, 'news watch', options);
    expect(answer).toMatchObject({ kind: 'message', deferred: true, message: { ephemeral: true } });
    expect(textOf(answer)).toContain('Done');
    expect(host.ran).toMatchObject([{ command: 'watch', options, caller: { channel, person: ada } }]);
  });

  test('that fails says so, and nothing else happens', async () => {
    const { server, ada, channelId, host, logged } = await open();
    host.answer = async () => {
      throw new Error('the disk is full');
    };
    const answer = await server.people.command(ada, channelId, 'news help');
    expect(textOf(answer)).toContain('This did not work');
    expect(textOf(answer)).not.toContain('disk');
    expect(logged).toContainEqual(expect.objectContaining({ level: 'error', message: 'A command failed' }));
    host.answer = replying({});
    expect(textOf(await server.people.command(ada, channelId, 'news help'))).toContain('Answer');
  });

  test('is acknowledged before its work begins, however long that takes', async () => {
    const { server, ada, channelId, host } = await open();
    const acknowledged = () =>
      server.requests.filter(({ route }) => route === 'POST /interactions/:interaction/:token/callback').length;
    let before = -1;
    host.answer = async () => {
      before = acknowledged();
      return { ok: true, title: 'At last', blocks: [], actions: [] };
    };
    expect(textOf(await server.people.command(ada, channelId, 'news help'))).toContain('At last');
    expect(before).toBe(1);
  });

  test('is for servers: in a private chat a button gets a sentence', async () => {
    const { server, platform, at, guild, host } = await open();
    await platform.post(at(OWNER_CHANNEL), sampleAlert(), 'k1');
    const dm = server.world.dmChannel(guild.ownerId);
    const [said] = dm === null ? [] : server.messages(dm);
    const answer = await server.people.press(guild.ownerId, said?.id ?? '', 'Why?');
    expect(textOf(answer)).toContain('in the channels of a server');
    expect(host.said).toEqual([]);
  });

  test('can bring a file, which is read from Discord', async () => {
    const { server, ada, channelId, host } = await open();
    await server.people.command(ada, channelId, 'news import', {
      file: { file: 'topics.yaml', text: 'topics: [ä]\n' },
    });
    expect(host.ran[0]?.options).toEqual({ file: 'topics: [ä]\n' });
    const long = await server.people.command(ada, channelId, 'news import', {
      file: { file: 'a', text: 'x'.repeat(1_000_001) },
    });
    expect(textOf(long)).toContain('too long');
    expect(host.ran).toHaveLength(1);
  });

  test('can answer with a file, and with more than a message holds', async () => {
    const { server, ada, channelId, host } = await open();
    const items = Array.from({ length: 400 }, (_, number) => [`Topic number ${number} @everyone`]);
    host.answer = replying({ blocks: [{ kind: 'list', items }], file: { name: 'topics.yaml', text: 'topics: []' } });
    const answer = await server.people.command(ada, channelId, 'news help');
    if (answer.kind !== 'message') throw new Error('no message');
    expect(answer.message.attachments.map(({ name }) => name)).toEqual(['topics.yaml', 'answer.txt']);
    expect(answer.message.attachments[0]?.text).toBe('topics: []');
    expect(answer.message.rings).toEqual({ everyone: false, roles: [], users: [] });
  });
});

describe('completion', () => {
  test('offers what Discord can show and leaves out what it cannot', async () => {
    const { server, ada, channelId, host } = await open();
    host.choices = [
      { value: 'Ferries', label: 'Ferries '.repeat(40) },
      { value: 'x'.repeat(101), label: 'too long' },
      { value: '', label: 'empty' },
      { value: 'Plain', label: ' ' },
      ...Array.from({ length: 30 }, (_, number) => ({ value: `t${number}`, label: `Topic ${number}` })),
    ];
    const choices = await server.people.autocomplete(ada, channelId, 'news watch', { name: 'topic', value: 'f' });
    expect(choices).toHaveLength(25);
    expect(choices[0]?.value).toBe('Ferries');
    expect(choices[0]?.name.length).toBeLessThanOrEqual(100);
    expect(choices[1]).toEqual({ name: 'Plain', value: 'Plain' });
  });

  test('that fails offers nothing', async () => {
    const { server, ada, channelId, host } = await open();
    host.suggest = () => Promise.reject(new Error('no'));
    expect(await server.people.autocomplete(ada, channelId, 'news watch', { name: 'topic', value: 'f' })).toEqual([]);
  });
});

describe('a button', () => {
  test('on an alert says its line and is answered to the person alone; on that answer it takes its place', async () => {
    const { server, ada, channel, channelId, platform, host } = await open();
    await platform.post(channel, sampleAlert({ actions: [{ label: 'Why?', command: '/news why envoys' }] }), 'k1');
    const [alert] = server.messages(channelId);
    host.answer = replying({ title: 'First page', actions: [{ label: 'Next', command: '/news topics 2' }] });
    const first = await server.people.press(ada, alert?.id ?? '', 'Why?');
    expect(first).toMatchObject({ kind: 'message', message: { ephemeral: true, buttons: ['Next'] } });
    if (first.kind !== 'message') throw new Error('no message');
    host.answer = replying({
      title: 'Second page',
      file: { name: 'a.txt', text: 'a' },
      actions: [{ label: 'Next', command: '/news topics 3' }],
    });
    const second = await server.people.press(ada, first.message.id, 'Next');
    expect(second).toMatchObject({ kind: 'update', message: { id: first.message.id, ephemeral: true } });
    expect(textOf(second)).toContain('Second page');
    expect(second).toMatchObject({ message: { attachments: [{ name: 'a.txt' }] } });
    host.answer = replying({ title: 'Third page' });
    const third = await server.people.press(ada, first.message.id, 'Next');
    expect(third).toMatchObject({ kind: 'update', message: { attachments: [], buttons: [] } });
    expect(host.said.map(({ line }) => line)).toEqual(['/news why envoys', '/news topics 2', '/news topics 3']);
    expect(server.messages(channelId)).toHaveLength(1);
  });

  test('remembers a line that is too long for it, over a restart', async () => {
    const { server, ada, channel, channelId, platform, host, lines } = await open();
    const line = `/news watch ${'ferries or boats '.repeat(20)}`;
    await platform.post(channel, sampleAlert({ actions: [{ label: 'Watch', command: line }] }), 'k1');
    expect([...lines.values()]).toEqual([line]);
    const [alert] = server.messages(channelId);
    await server.people.press(ada, alert?.id ?? '', 'Watch');
    expect(host.said.map((said) => said.line)).toEqual([line]);
    lines.clear();
    expect(textOf(await server.people.press(ada, alert?.id ?? '', 'Watch'))).toContain('no longer works');
    expect(host.said).toHaveLength(1);
  });

  test('in the post of a forum, or in a thread that Newsdesk opened, is pressed in the channel', async () => {
    const { server, guild, ada, platform, at, channel, channelId, host } = await open();
    const forum = server.world.addChannel(guild.id, { kind: 'forum', name: 'stories' });
    const posted = await platform.post(at(forum), sampleAlert(), 'k1');
    if (posted.kind !== 'done') throw new Error('not posted');
    await server.people.press(ada, posted.messageId, 'Why?');
    const alert = await platform.post(channel, sampleAlert(), 'k2');
    if (alert.kind !== 'done') throw new Error('not posted');
    await platform.reply(channel, alert.messageId, { kind: 'note', text: ['More.'] }, 'k3');
    await server.people.command(ada, alert.messageId, 'news help');
    const own = server.world.addThread(channelId, { name: 'Mine', person: ada });
    await server.people.command(ada, own, 'news help');
    const places = [...host.said, ...host.ran].map(({ caller }) => caller.channel.channel);
    expect(places).toEqual([forum, channelId, own]);
  });
});

describe('a form', () => {
  const [watch] = SPECS;
  if (watch === undefined) throw new Error('there is no command');

  test('is shown filled in, and what was filled in is run', async () => {
    const { server, guild, ada, channel, channelId, platform, host } = await open();
    const role = server.world.addRole(guild.id, { name: 'Desk' });
    const command = '/news watch ferries as digest';
    host.formFor = (line) =>
      line === command ? { spec: watch, values: { topic: 'ferries', as: 'digest', backfill: 2 } } : null;
    await platform.post(channel, sampleAlert({ actions: [{ label: 'Watch…', command, form: true }] }), 'k1');
    const answer = await server.people.press(ada, server.messages(channelId)[0]?.id ?? '', 'Watch…');
    if (answer.kind !== 'modal') throw new Error('no form');
    expect(answer.modal.title).toBe('/news watch');
    expect(answer.modal.fields.map(({ customId, type, required, value }) => [customId, type, required, value])).toEqual(
      [
        ['topic', 4, true, ['ferries']],
        ['channel', 8, false, []],
        ['as', 3, false, ['digest']],
        ['mention', 6, false, []],
        ['backfill', 4, false, ['2']],
      ],
    );
    const sent = await server.people.submitForm(ada, answer.modal, {
      topic: 'boats',
      channel: [channelId],
      mention: [role],
      backfill: ' 4 ',
    });
    expect(sent).toMatchObject({ kind: 'message', message: { ephemeral: true } });
    expect(host.ran).toMatchObject([
      { command: 'watch', options: { topic: 'boats', channel: channelId, as: 'digest', mention: role, backfill: 4 } },
    ]);
  });

  test('of a long line is kept whole, an emptied field is left out, and a wrong number is passed on as typed', async () => {
    const { server, ada, channel, channelId, platform, host } = await open();
    const command = `/news watch ${'ferries '.repeat(30)}`;
    host.formFor = (line) => (line === command ? { spec: watch, values: { topic: 'f', as: 'both' } } : null);
    await platform.post(channel, sampleAlert({ actions: [{ label: 'Watch…', command, form: true }] }), 'k1');
    const answer = await server.people.press(ada, server.messages(channelId)[0]?.id ?? '', 'Watch…');
    if (answer.kind !== 'modal') throw new Error('no form');
    await server.people.submitForm(ada, answer.modal, { as: [], backfill: 'many' });
    expect(host.ran).toMatchObject([{ command: 'watch', options: { topic: 'f', backfill: 'many' } }]);
    expect(host.ran[0]?.options).not.toHaveProperty('as');
  });

  test('that cannot be made is said as a line, and the mistake is logged', async () => {
    const { server, ada, channel, channelId, platform, host, logged } = await open();
    host.formFor = () => {
      throw new Error('no form today');
    };
    await platform.post(
      channel,
      sampleAlert({ actions: [{ label: 'Help', command: '/news help', form: true }] }),
      'k1',
    );
    await server.people.press(ada, server.messages(channelId)[0]?.id ?? '', 'Help');
    expect(host.said.map(({ line }) => line)).toEqual(['/news help']);
    expect(logged).toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  test('that there is none for is said as a line', async () => {
    const { server, ada, channel, channelId, platform, host } = await open();
    await platform.post(
      channel,
      sampleAlert({ actions: [{ label: 'Help', command: '/news help', form: true }] }),
      'k1',
    );
    await server.people.press(ada, server.messages(channelId)[0]?.id ?? '', 'Help');
    expect(host.said.map(({ line }) => line)).toEqual(['/news help']);
  });
});

describe('the menu of a message', () => {
  test('asks why it was posted, in the language of the person', async () => {
    const { server, guild, ada, channel, channelId, platform, host } = await open();
    await platform.post(channel, sampleAlert(), 'k1');
    const id = server.messages(channelId)[0]?.id ?? '';
    await server.people.messageCommand(ada, id, 'Why was this posted?');
    expect(host.said.map(({ line }) => line)).toEqual([
      `/news why https://discord.com/channels/${guild.id}/${channelId}/${id}`,
    ]);
  });
});

describe('who may change what', () => {
  const CHANNEL = 'Manage Channels';

  async function asked(
    opened: Bench & { readonly ada: string },
    of: string | 'workspace',
    managers: string | null = null,
  ) {
    const { server, channelId, host, channel } = opened;
    let answer: string | null = 'not asked';
    host.answer = async (caller) => {
      const scope =
        of === 'workspace'
          ? ({ kind: of } as const)
          : ({ kind: 'channel', channel: { ...channel, channel: of } } as const);
      answer = await caller.mayChange(scope, managers);
      return { ok: true, title: 'Asked', blocks: [], actions: [] };
    };
    await server.people.command(opened.ada, channelId, 'news help');
    return answer;
  }

  test('a member may not; a manager of channels may change channels, a manager of the server the rest', async () => {
    const member = await open();
    expect(await asked(member, member.channelId)).toContain(CHANNEL);
    expect(await asked(member, 'workspace')).toContain('Manage Server');
    await member.close();
    const manager = await open(['MANAGE_CHANNELS']);
    expect(await asked(manager, manager.channelId)).toBeNull();
    expect(await asked(manager, 'workspace')).toContain('Manage Server');
    await manager.close();
    const admin = await open(['ADMINISTRATOR']);
    expect([await asked(admin, admin.channelId), await asked(admin, 'workspace')]).toEqual([null, null]);
  });

  test('members of the role that the settings name may, and it is asked anew each time', async () => {
    const opened = await open();
    const { server, guild, ada, channelId } = opened;
    const editors = server.world.addRole(guild.id, { name: 'Editors' });
    expect(await asked(opened, channelId, editors)).toContain(CHANNEL);
    server.world.setMemberRoles(guild.id, ada, [editors]);
    expect(await asked(opened, channelId, editors)).toBeNull();
    expect(await asked(opened, 'workspace', editors)).toBeNull();
    server.world.setMemberRoles(guild.id, ada, []);
    expect(await asked(opened, channelId, editors)).toContain(CHANNEL);
  });

  test('another channel is asked for itself, and one that the person cannot see is none', async () => {
    const opened = await open();
    const { server, guild, ada } = opened;
    const allowed = server.world.addChannel(guild.id, {
      kind: 'text',
      name: 'hers',
      overwrites: [{ id: ada, kind: 'member', allow: ['MANAGE_CHANNELS'] }],
    });
    const hidden = server.world.addChannel(guild.id, {
      kind: 'text',
      name: 'hidden',
      overwrites: [{ id: ada, kind: 'member', allow: ['MANAGE_CHANNELS'], deny: ['VIEW_CHANNEL'] }],
    });
    expect(await asked(opened, allowed)).toBeNull();
    expect(await asked(opened, hidden)).toContain('no such channel');
    expect(await asked(opened, '42')).toContain('no such channel');
    expect(await asked(opened, '@owner')).toContain('no such channel');
  });

  test('who owns the server may everything, and a channel of another server is none for anybody', async () => {
    const opened = await open();
    const { server, guild } = opened;
    const elsewhere = server.world.addGuild({ name: 'Elsewhere', owner: guild.ownerId, bot: ['VIEW_CHANNEL'] });
    const foreign = server.world.addChannel(elsewhere.id, { kind: 'text', name: 'theirs' });
    const owner = { ...opened, ada: guild.ownerId };
    expect(await asked(owner, opened.channelId)).toBeNull();
    expect(await asked(owner, foreign)).toContain('no such channel');
    let answer: string | null = null;
    opened.host.answer = async (caller) => {
      const channel = { ...opened.channel, workspace: elsewhere.id };
      answer = await caller.mayChange({ kind: 'channel', channel }, null);
      return { ok: true, title: 'Asked', blocks: [], actions: [] };
    };
    await server.people.command(guild.ownerId, opened.channelId, 'news help');
    expect(answer).toContain('no such channel');
  });
});
