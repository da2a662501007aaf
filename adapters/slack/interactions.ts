import type { App, RespondArguments } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../../src/lib/log.ts';
import type { Caller, Form, Host } from '../../src/platform/host.ts';
import type { Reply } from '../../src/platform/message.ts';
import { BUTTON_PREFIX, readButtonValue } from './blocks.ts';
import { readFile, sendFile } from './file.ts';
import {
  answerView,
  choiceOf,
  FORM_CALLBACK,
  formView,
  GROUP_SELECT,
  readMetadata,
  readState,
  WORKING,
} from './form.ts';
import { publishHome } from './home.ts';
import type { Workspace, Workspaces } from './installations.ts';
import { lineOf } from './line.ts';
import { errorText } from './log.ts';
import { COMMAND, WHY_SHORTCUT } from './manifest.ts';
import { directMessage } from './owner.ts';
import { renderReply } from './render.ts';
import { callerOf } from './rights.ts';

/** Slack waits three seconds for the answer to a form; the rest is for the way. */
const FORM_ANSWER_MS = 2_000;
const MESSAGE_BLOCKS = 50;
const MAX_GROUPS = 100;

const id = z.object({ id: z.string() });
const whoSchema = z.object({
  team: id.nullish(),
  enterprise: id.nullish(),
  user: id.extend({ team_id: z.string().optional() }),
});
const pressSchema = whoSchema.extend({
  trigger_id: z.string(),
  channel: id.nullish(),
  container: z.object({ type: z.string(), is_ephemeral: z.boolean().optional() }),
  view: z.object({ id: z.string(), type: z.string(), private_metadata: z.string() }).nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});
const submitSchema = whoSchema.extend({
  view: z.object({ id: z.string(), private_metadata: z.string(), state: z.object({ values: z.unknown() }) }),
});
const shortcutSchema = whoSchema.extend({
  team: z.object({ id: z.string(), domain: z.string() }),
  channel: id,
  message_ts: z.string().regex(/^\d+\.\d+$/),
});

type Needs = {
  readonly app: App;
  readonly host: Host;
  readonly workspaces: Workspaces;
  readonly log: Log;
  readonly apiUrl: string | null;
  /** Runs a piece of work that is to end before the connection does. */
  readonly track: (work: () => Promise<void>) => Promise<void>;
};

type Respond = (message: RespondArguments) => Promise<unknown>;

/** Takes commands, buttons, forms, the shortcut and the home tab. Each is acknowledged first and answered then. */
export function takeInteractions({ app, host, workspaces, log, apiUrl, track }: Needs): void {
  /** What a line or a form brings; never throws. A file that comes with it is sent in private. */
  async function ask(workspace: Workspace, caller: Caller, work: () => Promise<Reply>): Promise<Reply> {
    try {
      const reply = await work();
      if (reply.file === undefined) return reply;
      const sentence = await sendFile(workspace, caller.person, reply.file);
      return { ...reply, blocks: [...reply.blocks, { kind: 'text', text: [sentence] }] };
    } catch (error) {
      log.error({ reason: errorText(error) }, 'slack: a command failed');
      return FAILED;
    }
  }

  async function withWorkspace(team: string, respond: Respond | null, work: (of: Workspace) => Promise<void>) {
    await track(async () => {
      try {
        const opened = await workspaces.open(team);
        if (opened.kind === 'open') await work(opened.workspace);
        else await respond?.(ephemeral(FAILED, false));
      } catch (error) {
        log.error({ reason: errorText(error) }, 'slack: somebody got no answer');
        await respond?.(ephemeral(FAILED, false)).catch(() => undefined);
      }
    });
  }

  /** Opens the form, over the modal that is open where there is one; where that fails the answer says what to type. */
  async function openForm(workspace: Workspace, form: Form, channel: string, trigger: Trigger): Promise<Reply | null> {
    const view = formView(form, channel, null);
    const { trigger_id } = trigger;
    try {
      if (trigger.isInModal) await workspace.client.views.push({ trigger_id, view });
      else await workspace.client.views.open({ trigger_id, view });
      return null;
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'slack: a form could not be opened');
      const text = [
        'The form could not be opened. Type the command with its words: ',
        { kind: 'code', text: form.spec.example },
      ] as const;
      return { ok: false, title: 'No form', blocks: [{ kind: 'text', text: [...text] }], actions: [] };
    }
  }

  app.command(COMMAND, async ({ ack, command, respond }) => {
    await ack();
    await withWorkspace(command.team_id, respond, async (workspace) => {
      const caller = callerOf(workspace, command.channel_id, command.user_id);
      const line = lineOf(command.text);
      const form = host.form(line, caller, false);
      const trigger = { trigger_id: command.trigger_id, isInModal: false };
      const failed = form === null ? null : await openForm(workspace, form, command.channel_id, trigger);
      if (form !== null && failed === null) return;
      await respond(ephemeral(failed ?? (await ask(workspace, caller, () => host.say(line, caller))), false));
    });
  });

  app.action(new RegExp(`^(?:${BUTTON_PREFIX.say}|${BUTTON_PREFIX.form})`), async ({ ack, body, respond }) => {
    await ack();
    const press = pressSchema.parse(body);
    const isInMessage = press.container.type === 'message';
    await withWorkspace(teamOf(press), isInMessage ? respond : null, async (workspace) => {
      if (!isStranger(press)) await answerPress(workspace, press, respond);
      else if (isInMessage) await respond(ephemeral(STRANGER, false));
    });
  });

  async function answerPress(workspace: Workspace, press: z.infer<typeof pressSchema>, respond: Respond) {
    const [action] = press.actions;
    const { view, trigger_id } = press;
    const isHome = view?.type === 'home';
    const modal = isHome ? null : (view ?? null);
    const viewChannel = modal === null ? null : (readMetadata(modal.private_metadata)?.channel ?? null);
    // A home tab is in no channel: what is done there concerns the person's own direct message with the bot.
    const channel = isHome ? '' : (press.channel?.id ?? viewChannel);
    if (action === undefined || channel === null) return;
    const line = readButtonValue(action.value ?? '');
    const wantsForm = action.action_id.startsWith(BUTTON_PREFIX.form);
    const here = callerOf(workspace, channel, press.user.id);
    const form = host.form(line, here, wantsForm);
    const trigger = { trigger_id, isInModal: modal !== null };
    const failed = form === null ? null : await openForm(workspace, form, channel, trigger);
    if (form !== null && failed === null) return;

    if (isHome) return answerAtHome(workspace, press.user.id, trigger_id, line, failed);
    const reply = failed ?? (await ask(workspace, here, () => host.say(line, here)));
    if (modal !== null) await workspace.client.views.update({ view_id: modal.id, view: answerView(reply, channel) });
    else await respond(ephemeral(reply, press.container.is_ephemeral === true));
  }

  async function answerAtHome(
    workspace: Workspace,
    person: string,
    trigger_id: string,
    line: string,
    failed: Reply | null,
  ) {
    // A trigger lives for three seconds, the answer may take longer.
    const opened = await workspace.client.views.open({ trigger_id, view: answerView(WORKING, '') });
    const channel = await directMessage(workspace, person);
    const caller = callerOf(workspace, channel, person);
    const reply = failed ?? (await ask(workspace, caller, () => host.say(line, caller)));
    const view_id = opened.view?.id;
    if (view_id !== undefined) await workspace.client.views.update({ view_id, view: answerView(reply, channel) });
    await publishHome(workspace, person, host);
  }

  app.view(FORM_CALLBACK, async ({ ack, body }) => {
    const sent = submitSchema.safeParse(body);
    const metadata = sent.success ? readMetadata(sent.data.view.private_metadata) : null;
    const spec = host.specs.find(({ name }) => name === metadata?.command);
    if (!sent.success || metadata === null || spec === undefined) return ack();
    const { view } = sent.data;
    const person = sent.data.user.id;
    let isAnswered = false;
    await withWorkspace(teamOf(sent.data), null, async (workspace) => {
      const channel = metadata.channel === '' ? await directMessage(workspace, person) : metadata.channel;
      const caller = callerOf(workspace, channel, person);
      const { values, files } = readState(view.state.values, spec);
      const answered = ask(workspace, caller, async () => {
        const texts: Record<string, string> = {};
        for (const [name, url] of Object.entries(files)) {
          const file = await readFile(url, workspace, apiUrl);
          if (file.kind === 'problem') return sentence('Nothing was done', file.problem);
          texts[name] = file.text;
        }
        return host.run(spec.name, { ...values, ...texts }, caller);
      }).then((reply) => (reply.ok ? answerView(reply, channel) : formView({ spec, values }, channel, reply)));
      const inTime = await Promise.race([answered, wait(FORM_ANSWER_MS)]);
      isAnswered = true;
      await ack({ response_action: 'update', view: inTime ?? answerView(WORKING, channel) });
      if (inTime === null) await showLate(workspace, channel, person, view.id, await answered);
      if (metadata.channel === '') await publishHome(workspace, person, host);
    });
    if (!isAnswered) await ack({ response_action: 'update', view: answerView(FAILED, metadata.channel) });
  });

  async function showLate({ client }: Workspace, channel: string, user: string, view_id: string, view: ModalView) {
    try {
      await client.views.update({ view_id, view });
    } catch {
      // The person has closed the modal meanwhile.
      const blocks = view.blocks.filter(({ type }) => type !== 'input');
      await client.chat.postEphemeral({ channel, user, text: 'What came of your form:', blocks });
    }
  }

  app.shortcut({ callback_id: WHY_SHORTCUT, type: 'message_action' }, async ({ ack, body, respond }) => {
    await ack();
    const asked = shortcutSchema.parse(body);
    const { team, user, channel, message_ts } = asked;
    await withWorkspace(team.id, respond, async (workspace) => {
      if (isStranger(asked)) return void (await respond(ephemeral(STRANGER, false)));
      const caller = callerOf(workspace, channel.id, user.id);
      const link = `https://${team.domain}.slack.com/archives/${channel.id}/p${message_ts.replace('.', '')}`;
      const reply = await ask(workspace, caller, () => host.say(`${COMMAND} why ${link}`, caller));
      await respond(ephemeral(reply, false));
    });
  });

  app.options(GROUP_SELECT, async ({ ack, body, options }) => {
    const who = whoSchema.parse(body);
    const typed = options.value.toLowerCase();
    const choices: ReturnType<typeof choiceOf>[] = [];
    await withWorkspace(teamOf(who), null, async ({ client }) => {
      const { usergroups } = await client.usergroups.list({ include_disabled: false });
      for (const group of z
        .array(z.object({ id: z.string(), handle: z.string(), name: z.string() }))
        .parse(usergroups ?? [])) {
        const label = `@${group.handle} · ${group.name}`;
        if (choices.length < MAX_GROUPS && label.toLowerCase().includes(typed)) choices.push(choiceOf(group.id, label));
      }
    });
    await ack({ options: choices });
  });

  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return;
    await withWorkspace(body.team_id, null, (workspace) => publishHome(workspace, event.user, host));
  });
}

type ModalView = ReturnType<typeof answerView>;
type Trigger = { readonly trigger_id: string; readonly isInModal: boolean };

const FAILED: Reply = sentence(
  'Something went wrong',
  'This did not work; the reason is in Newsdesk’s log. Please try again.',
);

const STRANGER: Reply = sentence(
  'Not for guests of a shared channel',
  'Only people of the workspace that uses Newsdesk may do this.',
);

// In a channel that two companies share, people of both see the buttons. Within one organisation workspaces trust each other.
function isStranger({ team, user, enterprise }: z.infer<typeof whoSchema>): boolean {
  const isKnown = user.team_id === undefined || team?.id === undefined || user.team_id === team.id;
  return !isKnown && (enterprise ?? null) === null;
}

function sentence(title: string, text: string): Reply {
  return { ok: false, title, blocks: [{ kind: 'text', text: [text] }], actions: [] };
}

/** An answer that only the person sees; `replaces` the one whose button was pressed. */
function ephemeral(reply: Reply, replaces: boolean): RespondArguments {
  const { text, blocks } = renderReply(reply, MESSAGE_BLOCKS);
  return {
    response_type: 'ephemeral',
    replace_original: replaces,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  };
}

// In an organisation's own installation there is no team beside the person's.
function teamOf({ team, user }: z.infer<typeof whoSchema>): string {
  return team?.id ?? user.team_id ?? '';
}

function wait(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ms).unref();
  });
}
