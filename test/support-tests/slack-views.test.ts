import type { App } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackServer } from '../support/slack/control.ts';
import type { Act } from '../support/slack/people.ts';
import { openSlackServer } from '../support/slack/server.ts';
import { refusalOf, startSocketApp } from './slack-client.ts';

let server: SlackServer;
let app: App | null = null;

beforeEach(async () => {
  server = await openSlackServer({ rates: 'off' });
});
afterEach(async () => {
  await app?.stop();
  app = null;
  await server.close();
});

const words = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (title: string, blocks: readonly object[], more: object = {}) =>
  JSON.parse(
    JSON.stringify({ type: 'modal', callback_id: 'form', title: words(title), submit: words('Go'), blocks, ...more }),
  );
const button = (label: string) => ({ type: 'button', action_id: label, text: words(label) });
const field = (id: string, element: object) => ({ type: 'input', block_id: id, label: words(id), element });

async function begin(listen: (bolt: App) => void): Promise<App> {
  app = await startSocketApp(server, (bolt) => {
    bolt.command('/news', async ({ ack }) => ack());
    listen(bolt);
  });
  return app;
}
const command = (): Promise<Act> => server.slash(server.team.installer, server.team.general, 'x');

test('modals are stacked three high, closed one by one, and told of where they ask for it', async () => {
  const closed: string[] = [];
  const level = (n: number) =>
    modal(`Level ${n}`, [{ type: 'actions', elements: [button('deeper')] }], { notify_on_close: true });
  const outcomes: string[] = [];
  let height = 1;
  const bolt = await begin((one) => {
    one.action('deeper', async ({ ack, body, client }) => {
      await ack();
      height += 1;
      const trigger = 'trigger_id' in body ? String(body.trigger_id) : '';
      const pushed = client.views.push({ trigger_id: trigger, view: level(height) });
      outcomes.push(
        await pushed.then(
          () => 'ok',
          ({ data }) => data.error,
        ),
      );
    });
    one.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, view }) => {
      await ack();
      closed.push(view.title.text);
    });
  });
  const { installer } = server.team;
  const act = await command();
  await bolt.client.views.open({ trigger_id: act.triggerId, view: level(1) });
  let top = await act.next('view');
  for (const how of ['pushed', 'pushed'] as const) {
    const pressed = await server.press(installer, top, { label: 'deeper' });
    top = await pressed.next('view');
    expect(top.how).toBe(how);
  }
  expect(server.modals(installer).map(({ title }) => title)).toEqual(['Level 1', 'Level 2', 'Level 3']);
  await server.press(installer, top, { label: 'deeper' });
  await expect.poll(() => outcomes.at(-1), { timeout: 10_000 }).toBe('push_limit_reached');
  await server.dismiss(installer, top);
  await expect.poll(() => closed, { timeout: 10_000 }).toEqual(['Level 3']);
  expect(server.modals(installer)).toHaveLength(2);
});

test('a view is changed only by whoever knows its last state, and keeps what was typed', async () => {
  const bolt = await begin((one) => {
    one.view('form', async ({ ack, view }) => {
      const typed = view.state.values['topic']?.['words']?.value;
      await ack({ response_action: 'update', view: modal(`Got ${typed}`, [{ type: 'divider' }]) });
    });
  });
  const { installer } = server.team;
  const act = await command();
  const blocks = [field('topic', { type: 'plain_text_input', action_id: 'words', initial_value: 'talks' })];
  const opened = await bolt.client.views.open({ trigger_id: act.triggerId, view: modal('First', blocks) });
  const { id = '', hash = '' } = opened.view ?? {};
  const update = (state: string) =>
    bolt.client.views.update({ view_id: id, hash: state, view: modal('Second', [...blocks, { type: 'divider' }]) });
  await update(hash);
  expect((await refusalOf(update(hash))).error).toBe('hash_conflict');
  expect(await act.next('view')).toMatchObject({ how: 'opened', title: 'First' });
  const changed = await act.next('view');
  expect(changed).toMatchObject({ how: 'updated', title: 'Second' });
  const submitted = await server.submit(installer, changed, {});
  expect(await submitted.next('view')).toMatchObject({ how: 'updated', title: 'Got talks' });
  await server.dismiss(installer, changed);
  expect((await refusalOf(bolt.client.views.update({ view_id: id, view: modal('Late', blocks) }))).error).toBe(
    'not_found',
  );
  expect(server.problems).toEqual([]);
});

test('an answer to a form that Slack would refuse is a problem', async () => {
  const bolt = await begin((one) => {
    one.view('form', async ({ ack }) => ack({ response_action: 'errors', errors: { elsewhere: 'No.' } }));
  });
  const act = await command();
  await bolt.client.views.open({
    trigger_id: act.triggerId,
    view: modal('Form', [field('a', { type: 'plain_text_input' })]),
  });
  const view = await act.next('view');
  await expect(server.submit(server.team.installer, view, { a: 'x' })).rejects.toThrow('elsewhere');
  expect(server.problems).toHaveLength(1);
});

test('a file is attached in a form, and menus and their choices are told', async () => {
  const heard: unknown[] = [];
  const bolt = await begin((one) => {
    one.view('form', async ({ ack, view }) => {
      await ack();
      heard.push(view.state.values['file']?.['upload']?.files?.[0]?.url_private_download);
    });
    one.action('zone', async ({ ack, action }) => {
      await ack();
      heard.push('selected_option' in action ? action.selected_option?.value : null);
    });
  });
  const { installer, botToken } = server.team;
  const file = server.addFile(installer, { name: 'topics.yaml', text: 'topics: []' });
  const options = ['UTC', 'Asia/Tokyo'].map((value) => ({ text: words(value), value }));
  const menu = { type: 'static_select', action_id: 'zone', options };
  const upload = field('file', { type: 'file_input', action_id: 'upload', filetypes: ['yaml'], max_files: 1 });
  const act = await command();
  const view = modal('Import', [{ type: 'actions', elements: [menu] }, upload]);
  await bolt.client.views.open({ trigger_id: act.triggerId, view });
  const opened = await act.next('view');
  await server.press(installer, opened, { actionId: 'zone', choose: 'Asia/Tokyo' });
  await expect(server.press(installer, opened, { actionId: 'zone', choose: 'Mars' })).rejects.toThrow('no option Mars');
  await (await server.submit(installer, opened, { file: file.id })).next('closed');
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(2);
  expect(heard[0]).toBe('Asia/Tokyo');
  const answer = await fetch(String(heard[1]), { headers: { authorization: `Bearer ${botToken}` } });
  expect(await answer.text()).toBe('topics: []');
  expect(server.problems).toEqual([]);
});

test('who gives its token back is told so, and a stranger to a channel sees nothing there', async () => {
  const heard: string[] = [];
  const bolt = await begin((one) => one.event('tokens_revoked', async () => void heard.push('revoked')));
  const { team } = server;
  const stranger = server.addPerson(team);
  const channel = server.addChannel(team);
  const unseen = bolt.client.chat.postEphemeral({ channel: channel.id, user: stranger.id, text: 'x' });
  expect((await refusalOf(unseen)).error).toBe('user_not_in_channel');
  await bolt.client.auth.revoke();
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['revoked']);
  expect((await refusalOf(bolt.client.auth.test())).error).toBe('token_revoked');
});
