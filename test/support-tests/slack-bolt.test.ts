import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackServer, SlackServerOptions } from '../support/slack/control.ts';
import { openSlackServer } from '../support/slack/server.ts';
import { startHttpApp, startSocketApp } from './slack-client.ts';

let server: SlackServer;
let app: App | null = null;

async function open(options: SlackServerOptions = {}): Promise<void> {
  await server?.close();
  server = await openSlackServer(options);
}
beforeEach(() => open({ rates: 'off' }));
afterEach(async () => {
  await app?.stop();
  app = null;
  await server.close();
});

const PATIENCE = { timeout: 10_000 };

type Kind = 'socket' | 'http';
async function start(kind: Kind, listen: (app: App) => void): Promise<void> {
  if (kind === 'socket') app = await startSocketApp(server, listen);
  else ({ app } = await startHttpApp(server, listen));
}

const text = (words: string) => ({ type: 'plain_text' as const, text: words });
const buttons = (...labels: readonly string[]) => [
  {
    type: 'actions',
    elements: labels.map((label) => ({ type: 'button', action_id: label, text: text(label), value: `v-${label}` })),
  },
];
const modal = (title: string) => ({
  type: 'modal' as const,
  callback_id: 'watch',
  title: text(title),
  submit: text('Watch'),
  private_metadata: 'kept',
  blocks: [
    {
      type: 'input' as const,
      block_id: 'topic',
      label: text('Topic'),
      element: { type: 'plain_text_input' as const, action_id: 'words', max_length: 40 },
    },
    {
      type: 'input' as const,
      block_id: 'where',
      label: text('Channel'),
      element: { type: 'conversations_select' as const, action_id: 'channel', default_to_current_conversation: true },
    },
    {
      type: 'input' as const,
      block_id: 'how',
      optional: true,
      label: text('How'),
      element: {
        type: 'static_select' as const,
        action_id: 'as',
        options: ['alerts', 'digest'].map((value) => ({ text: text(value), value })),
      },
    },
  ],
});

describe.each<Kind>(['socket', 'http'])('over %s', (kind) => {
  test('a command is acknowledged and answered', async () => {
    const { team } = server;
    await start(kind, (bolt) =>
      bolt.command('/news', async ({ ack, command, respond, client }) => {
        await ack();
        await respond({ text: `You said ${command.text}`, blocks: buttons('Why', 'Mute') });
        await client.chat.postEphemeral({ channel: command.channel_id, user: command.user_id, text: 'And more' });
      }),
    );
    const act = await server.slash(team.installer, server.addChannel(team), 'watch "talks"');
    expect(await act.next('ephemeral')).toMatchObject({ text: 'You said watch "talks"', via: 'response_url' });
    expect(await act.next('ephemeral')).toMatchObject({ text: 'And more', via: 'chat.postEphemeral' });
    expect(server.problems).toEqual([]);
  });

  test('a command is answered by the acknowledgement itself, for one or for all', async () => {
    const { team } = server;
    await start(kind, (bolt) =>
      bolt.command('/news', async ({ ack, command }) => {
        await ack(command.text === 'loud' ? { response_type: 'in_channel', text: 'For all' } : 'For you');
      }),
    );
    const channel = server.addChannel(team, { bot: false });
    expect(await (await server.slash(team.installer, channel, '')).next('ephemeral')).toMatchObject({
      text: 'For you',
      via: 'ack',
    });
    expect(await (await server.slash(team.installer, channel, 'loud')).next('message')).toMatchObject({
      text: 'For all',
    });
    expect(server.messages(team.id, channel.id)).toMatchObject([{ text: 'For all', user: team.botUserId }]);
    expect(server.ephemerals(team.installer, channel)).toMatchObject([{ text: 'For you' }]);
  });

  test('what is typed and what is echoed comes escaped', async () => {
    const heard: unknown[] = [];
    await start(kind, (bolt) => {
      bolt.command('/news', async ({ ack, command }) => {
        heard.push(command.text);
        await ack({ text: 'x', blocks: buttons('Q & A') });
      });
      bolt.action('Q & A', async ({ ack, action }) => {
        if ('text' in action && 'value' in action) heard.push(action.text, action.value);
        await ack();
      });
    });
    const { installer, general } = server.team;
    const act = await server.slash(installer, general, `AT&T <x> in <#${general.id}|general>`);
    await server.press(installer, await act.next('ephemeral'), { label: 'Q & A' });
    await expect
      .poll(() => heard, PATIENCE)
      .toEqual([
        `AT&amp;T &lt;x&gt; in <#${general.id}|general>`,
        { type: 'plain_text', text: 'Q &amp; A' },
        'v-Q & A',
      ]);
  });

  test('a button changes the message that it stands on', async () => {
    const { team } = server;
    await start(kind, (bolt) => {
      bolt.command('/news', async ({ ack }) => ack({ text: 'page 1', blocks: buttons('Next') }));
      bolt.action('Next', async ({ ack, respond }) => {
        await ack();
        await respond({ replace_original: true, text: 'page 2', blocks: buttons('Close') });
      });
      bolt.action('Close', async ({ ack, respond }) => {
        await ack();
        await respond({ delete_original: true });
      });
    });
    const channel = server.addChannel(team);
    const first = await (await server.slash(team.installer, channel, 'latest')).next('ephemeral');
    const second = await (await server.press(team.installer, first, { label: 'Next' })).next('ephemeral');
    expect(second).toMatchObject({ text: 'page 2', replaced: true });
    await (await server.press(team.installer, second, { value: 'v-Close' })).next('deleted');
    expect(server.ephemerals(team.installer, channel)).toEqual([]);
    await expect(server.press(team.installer, second, { label: 'Close' })).rejects.toThrow('sees no message');
    expect(server.problems).toEqual([]);
  });

  test('a form is opened, refused, corrected and accepted', async () => {
    const { team } = server;
    await start(kind, (bolt) => {
      bolt.command('/news', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({ trigger_id: command.trigger_id, view: modal('Watch a topic') });
      });
      bolt.view('watch', async ({ ack, view, client, body }) => {
        const held = view.state.values;
        const topic = held['topic']?.['words']?.value;
        if (topic === 'bad') return ack({ response_action: 'errors', errors: { topic: 'No such topic.' } });
        await ack();
        const channel = String(held['where']?.['channel']?.selected_conversation);
        const how = held['how']?.['as']?.selected_option?.value;
        await client.chat.postEphemeral({
          channel,
          user: body.user.id,
          text: `${topic} ${how} ${view.private_metadata}`,
        });
      });
    });
    const person = team.installer;
    const channel = server.addChannel(team, { members: [person] });
    const opened = await (await server.slash(person, channel, 'watch')).next('view');
    expect(opened).toMatchObject({ how: 'opened', title: 'Watch a topic', callbackId: 'watch' });
    await expect(server.submit(person, opened, {})).rejects.toThrow('"Topic": it must be filled in');
    await expect(server.submit(person, opened, { How: 'carrier pigeon' })).rejects.toThrow('no option carrier pigeon');
    const refused = await server.submit(person, opened, { Topic: 'bad' });
    expect(refused.seen).toEqual([{ kind: 'errors', errors: { topic: 'No such topic.' } }]);
    const accepted = await server.submit(person, opened, { topic: 'talks', as: 'digest' });
    await accepted.next('closed');
    expect(await accepted.next('ephemeral')).toMatchObject({ text: 'talks digest kept', channel: channel.id });
    expect(server.modals(person)).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  test('the home page, a message shortcut and a menu that asks', async () => {
    const { team } = server;
    const menu = { type: 'external_select', action_id: 'pick', min_query_length: 0 };
    const home = { type: 'home' as const, blocks: [{ type: 'actions', block_id: 'b', elements: [menu] }] };
    await start(kind, (bolt) => {
      bolt.event('app_home_opened', async ({ client, event }) => {
        await client.apiCall('views.publish', { user_id: event.user, view: home });
      });
      bolt.options('pick', async ({ ack, payload }) => ack({ options: [{ text: text(payload.value), value: 'x' }] }));
      bolt.shortcut('why', async ({ ack, respond }) => {
        await ack();
        await respond('Because');
      });
    });
    const page = await server.openHome(team.installer);
    expect(page).toMatchObject({ how: 'published', type: 'home' });
    expect(await server.suggest(team.installer, page, 'pick', 'tal')).toEqual([{ label: 'tal', value: 'x' }]);
    const message = server.say(team.installer, server.addChannel(team), 'hello');
    expect(await (await server.shortcut(team.installer, message, 'why')).next('ephemeral')).toMatchObject({
      text: 'Because',
    });
    expect(server.problems).toEqual([]);
  });

  test('an event comes twice where Slack sends it twice', async () => {
    const retries: (number | undefined)[] = [];
    const ids: unknown[] = [];
    await start(kind, (bolt) => {
      bolt.use(async ({ body, context, next }) => {
        retries.push(context.retryNum);
        ids.push('event_id' in body ? body.event_id : null);
        await next();
      });
      bolt.event('channel_archive', async () => {});
    });
    const channel = server.addChannel(server.team);
    const delivery = server.archive(channel);
    await delivery?.done;
    await delivery?.redeliver();
    expect(retries.map((retry) => retry ?? 0)).toEqual([0, 1]);
    expect(ids).toEqual([delivery?.eventId, delivery?.eventId]);
    expect(server.problems).toEqual([]);
  });

  test('who does not acknowledge in time has broken a rule', async () => {
    await open({ rates: 'off', ackMs: 100 });
    await start(kind, (bolt) => bolt.command('/news', async () => {}));
    const { team } = server;
    await expect(server.slash(team.installer, team.general, 'x')).rejects.toThrow('not acknowledged within 100 ms');
    expect(server.problems).toEqual([{ method: '/news', what: 'not acknowledged within 100 ms' }]);
  });
});

describe('rules of an answer', () => {
  const answer = (address: string | null, body: object) =>
    fetch(String(address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('a response_url is good five times and for half an hour, for what is valid', async () => {
    await start('socket', (bolt) => bolt.command('/news', async ({ ack }) => ack()));
    const { team } = server;
    const act = await server.slash(team.installer, team.general, 'x');
    for (const n of [1, 2, 3, 4]) expect((await answer(act.responseUrl, { text: `${n}` })).status).toBe(200);
    expect((await answer(act.responseUrl, { text: 'x', blocks: [{ type: 'nothing' }] })).status).toBe(400);
    const sixth = await answer(act.responseUrl, { text: '6' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    const late = await server.slash(team.installer, team.general, 'x');
    server.advance(30 * 60_000 + 1);
    expect(await (await answer(late.responseUrl, { text: 'x' })).json()).toEqual({ ok: false, error: 'expired_url' });
    expect(server.problems).toHaveLength(3);
  });

  test('a trigger is good once and for three seconds', async () => {
    await start('socket', (bolt) => bolt.command('/news', async ({ ack }) => ack()));
    const { team } = server;
    const openView = async (trigger: string) => {
      const call = app?.client.views.open({ trigger_id: trigger, view: modal('x') });
      return call?.then(
        () => 'ok',
        ({ data }) => data.error,
      );
    };
    const act = await server.slash(team.installer, team.general, 'x');
    expect(await openView(act.triggerId)).toBe('ok');
    expect(await openView(act.triggerId)).toBe('exchanged_trigger_id');
    const late = await server.slash(team.installer, team.general, 'x');
    server.advance(3_001);
    expect(await openView(late.triggerId)).toBe('expired_trigger_id');
    const view = { ...modal('x'.repeat(25)), blocks: [] };
    const third = await server.slash(team.installer, team.general, 'x');
    const refused = await app?.client.views.open({ trigger_id: third.triggerId, view }).catch(({ data }) => data);
    expect(refused).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: [
          '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
          '[ERROR] no fewer than 1 items allowed [json-pointer:/view/blocks]',
        ],
      },
    });
  });
});

describe('sockets', () => {
  test('are opened anew after a refresh and after a drop', async () => {
    await start('socket', (bolt) => bolt.command('/news', async ({ ack }) => ack('here')));
    const { team } = server;
    server.refreshSockets('refresh_requested');
    await expect(server.slash(team.installer, team.general, 'x')).rejects.toThrow('nobody is connected');
    await server.waitForSockets();
    server.dropSockets();
    expect(server.socketCount()).toBe(0);
    await server.waitForSockets();
    await (await server.slash(team.installer, team.general, 'x')).next('ephemeral');
    server.refreshSockets('warning');
    const connects = () => server.requests.filter(({ method }) => method === 'apps.connections.open').length;
    await expect.poll(connects, PATIENCE).toBe(4);
    await server.waitForSockets();
    // Bolt cannot be stopped before it has read its greeting.
    await (await server.slash(team.installer, team.general, 'x')).next('ephemeral');
    expect(server.problems).toEqual([]);
  });

  test('two of them share the work, and an event waits for one', async () => {
    const heard: string[] = [];
    await start('socket', (bolt) => bolt.event('app_uninstalled', async () => void heard.push('first')));
    const second = await startSocketApp(server, (bolt) =>
      bolt.event('app_uninstalled', async () => void heard.push('second')),
    );
    await server.waitForSockets(2);
    await Promise.all(server.uninstall(server.team).map(({ done }) => done));
    server.install(server.team);
    await server.emit(server.team.id, { type: 'app_uninstalled' })?.done;
    await expect.poll(() => heard.length, PATIENCE).toBe(2);
    await second.stop();
    await expect.poll(() => server.socketCount(), PATIENCE).toBe(1);
    server.dropSockets();
    const waiting = server.emit(server.team.id, { type: 'app_uninstalled' });
    await waiting?.done;
    expect(waiting?.attempts.map(({ acknowledged }) => acknowledged)).toContain(true);
    expect(server.problems).toEqual([]);
  });
});

describe('signed HTTP', () => {
  const FORM = 'application/x-www-form-urlencoded';

  test('right signatures pass; wrong, stale and missing ones do not', async () => {
    const heard: string[] = [];
    await start('http', (bolt) =>
      bolt.command('/news', async ({ ack, command }) => {
        heard.push(command.text);
        await ack();
      }),
    );
    const { team } = server;
    const statusOf = async (signing: 'right' | 'wrong' | 'stale' | 'missing') =>
      (await server.postHttp(server.slashBody(team.installer, team.general, signing), FORM, signing)).status;
    expect(await statusOf('right')).toBe(200);
    expect(await statusOf('wrong')).toBe(401);
    expect(await statusOf('stale')).toBe(401);
    expect(await statusOf('missing')).toBe(401);
    expect(heard).toEqual(['right']);
  });

  test('the address is verified, and ssl_check answered', async () => {
    await start('http', () => {});
    expect(await server.verifyUrl('abc')).toMatchObject({ status: 200, body: JSON.stringify({ challenge: 'abc' }) });
    expect((await server.sslCheck()).status).toBe(200);
  });
});

describe('what happens to the app', () => {
  test('it is told by the events that Slack sends, and by no others', async () => {
    const heard: string[] = [];
    const { team } = server;
    const types = [
      'group_left',
      'channel_left',
      'member_joined_channel',
      'channel_rename',
      'channel_deleted',
      'tokens_revoked',
    ];
    await start('socket', (bolt) => {
      for (const type of types) bolt.event(type, async () => void heard.push(type));
    });
    const open = server.addChannel(team);
    const closed = server.addChannel(team, { kind: 'private' });
    await server.removeBot(closed)?.done;
    await server.removeBot(open)?.done;
    await server.inviteBot(open)?.done;
    await server.rename(open, 'news')?.done;
    await server.deleteChannel(open)?.done;
    await server.inviteBot(closed)?.done;
    server.removeScope(team, 'groups:read');
    expect(server.removeBot(closed)).toBeNull();
    await server.revokeToken(team)?.done;
    // Bolt acknowledges before it listens, so the last may be heard first.
    await expect.poll(() => [...heard].sort(), PATIENCE).toEqual([...types, 'member_joined_channel'].sort());
    expect(server.problems).toEqual([]);
  });
});
