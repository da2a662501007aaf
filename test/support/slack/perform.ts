import type { OpenAct, Place } from './acts.ts';
import { echoed, type Json } from './block-check.ts';
import { suggestions } from './block-parts.ts';
import type { MessageRef, SlackServer } from './control.ts';
import type { Parcel } from './courier.ts';
import {
  checkForm,
  chosen,
  controlsOf,
  type Found,
  initialValues,
  labelOf,
  optionOf,
  optionsOf,
  type Values,
} from './forms.ts';
import type { Stage } from './method.ts';
import {
  actionsPayload,
  closedPayload,
  type Ground,
  shortcutPayload,
  slashPayload,
  submissionPayload,
  suggestionPayload,
} from './payloads.ts';
import type { Control, PersonRef, SeenMessage, ViewRef } from './people.ts';
import { Refusal } from './refusal.ts';
import { showAnswer } from './response-url.ts';
import type { Answer } from './sockets.ts';
import { applySubmission, closeTop } from './views.ts';
import {
  channelOf,
  directMessageOf,
  fault,
  messageOf,
  personOf,
  report,
  type TeamState,
  teamOf,
  type ViewState,
} from './world.ts';

/** What people do: each makes a payload, waits for its acknowledgement and shows what that brings. */
export type Performances = Pick<
  SlackServer,
  'slash' | 'press' | 'shortcut' | 'submit' | 'dismiss' | 'suggest' | 'openHome'
>;

type On = MessageRef | SeenMessage | ViewRef;

export function createPerformances(stage: Stage): Performances {
  const { world, acts, courier } = stage;

  /** Sends; throws with the rule that was broken where the app did not acknowledge. */
  async function hand(parcel: Parcel, what: string): Promise<Extract<Answer, { kind: 'acknowledged' }>> {
    const answer = await courier.send(parcel);
    if (answer.kind === 'acknowledged') return answer;
    if (answer.isBreach) report(world, what, answer.why);
    throw new Error(`Slack says that ${what} failed: ${answer.why}.`);
  }

  function interactive(payload: Json, takesAnswer = false): Parcel {
    return { kind: 'interactive', payload, takesAnswer };
  }

  function workplace(person: PersonRef): TeamState {
    const team = teamOf(world, person.team);
    if (!team.isInstalled) fault(`The app is not installed in ${team.name}.`);
    if (personOf(world, person).role === 'deactivated') fault(`${person.id} cannot do anything any more.`);
    return team;
  }

  function groundOf(team: TeamState, person: string, on: On): Ground & { readonly blocks: readonly Json[] } {
    if ('viewId' in on) {
      const view = openView(team, person, on);
      return { kind: 'view', view, blocks: view.shown };
    }
    const id = typeof on.channel === 'string' ? on.channel : on.channel.id;
    const channel = channelOf(world, { team: team.id, id });
    const ephemeral = team.ephemerals.find((one) => one.ts === on.ts && one.person === person && !one.isDeleted);
    if (ephemeral !== undefined) return { kind: 'ephemeral', channel, ts: on.ts, blocks: ephemeral.shown };
    const message = messageOf(channel, on.ts) ?? fault(`${person} sees no message ${on.ts} in ${channel.id}.`);
    return { kind: 'message', channel, message, blocks: message.shown };
  }

  function openView(team: TeamState, person: string, { viewId }: ViewRef): ViewState {
    const view = team.views.get(viewId);
    return view?.isOpen && view.person === person ? view : fault(`${person} has no view ${viewId} open.`);
  }

  function placeOf(team: TeamState, person: string, ground: Ground): Place {
    const at = { team: team.id, person };
    if (ground.kind === 'view') return { ...at, channel: ground.view.channel, on: null, view: ground.view.id };
    const ts = ground.kind === 'message' ? ground.message.ts : ground.ts;
    const isEphemeral = ground.kind === 'ephemeral';
    return { ...at, channel: ground.channel.id, on: { channel: ground.channel.id, ts, isEphemeral }, view: null };
  }

  return {
    async slash(person, channel, text, command = world.app.commands[0] ?? '') {
      const team = workplace(person);
      const state = channelOf(world, channel);
      if (!world.app.commands.includes(command)) fault(`Slack says: ${command} is not a valid command.`);
      if (state.kind !== 'public' && !state.members.has(person.id)) fault(`${person.id} cannot see ${channel.id}.`);
      const place = { team: team.id, person: person.id, channel: channel.id, on: null, view: null };
      const act = acts.begin(place, true);
      const payload = slashPayload(world, team, state, act, command, text);
      const { body, ms } = await hand({ kind: 'slash_commands', payload }, command);
      if (Object.keys(body).length > 0) showAcknowledged(stage, act, body);
      return act.settle(ms);
    },
    async press(person, on, control) {
      const team = workplace(person);
      const ground = groundOf(team, person.id, on);
      const found = findControl(ground.blocks, control);
      const held = ground.kind === 'view' ? ground.view.values : initialValues(ground.blocks, null);
      const action = actionOf(stage, team, person.id, found, control, held);
      const act = acts.begin(placeOf(team, person.id, ground), ground.kind !== 'view');
      const { body, ms } = await hand(
        interactive(actionsPayload(world, team, act, ground, action, held)),
        'block_actions',
      );
      if (Object.keys(body).length > 0) report(world, 'block_actions', 'is acknowledged without any content');
      return act.settle(ms);
    },
    async shortcut(person, { channel, ts }, callbackId) {
      const team = workplace(person);
      if (!world.app.shortcuts.includes(callbackId)) fault(`The app has no shortcut ${callbackId}.`);
      const state = channelOf(world, channel);
      const message = messageOf(state, ts) ?? fault(`There is no message ${ts}.`);
      const act = acts.begin({ team: team.id, person: person.id, channel: state.id, on: null, view: null }, true);
      const payload = shortcutPayload(world, team, act, state, message, callbackId);
      const { body, ms } = await hand(interactive(payload), callbackId);
      if (Object.keys(body).length > 0) report(world, callbackId, 'is acknowledged without any content');
      return act.settle(ms);
    },
    async submit(person, ref, values) {
      const team = workplace(person);
      const view = openView(team, person.id, ref);
      if (team.stacks.get(person.id)?.at(-1) !== view.id) fault('Only the top modal can be submitted.');
      if (view.sent['submit'] === undefined) fault('This view has nothing to submit it with.');
      for (const [name, choice] of Object.entries(values)) {
        const found = findInput(view.shown, name);
        const held = chosen(world, team, person.id, found.element, choice);
        view.values[found.blockId] = { ...view.values[found.blockId], [found.actionId]: held };
      }
      checkForm(view.shown, view.values);
      const answering = controlsOf(view.shown).find(({ element }) => element['response_url_enabled'] === true);
      const held = answering && view.values[answering.blockId]?.[answering.actionId];
      const target = held?.['selected_conversation'] ?? held?.['selected_channel'];
      const channel = typeof target === 'string' ? target : null;
      const place = { team: team.id, person: person.id, channel: channel ?? view.channel, on: null, view: view.id };
      const act = acts.begin(place, channel !== null);
      const ids = { block_id: answering?.blockId, action_id: answering?.actionId, channel_id: channel };
      const urls = act.responseUrl === null ? [] : [{ response_url: act.responseUrl, ...ids }];
      const payload = submissionPayload(world, team, act, view, urls);
      const { body, ms } = await hand(interactive(payload, true), 'view_submission');
      act.show(applySubmission(stage, team, view, body));
      return act.settle(ms);
    },
    async dismiss(person, ref) {
      const team = workplace(person);
      const view = openView(team, person.id, ref);
      closeTop(team, person.id);
      if (view.sent['notify_on_close'] !== true) return null;
      const act = acts.begin(
        { team: team.id, person: person.id, channel: view.channel, on: null, view: view.id },
        false,
      );
      const { ms } = await hand(interactive(closedPayload(world, team, act, view)), 'view_closed');
      return act.settle(ms);
    },
    async suggest(person, on, actionId, typed) {
      const team = workplace(person);
      const ground = groundOf(team, person.id, on);
      const { element, blockId } = findControl(ground.blocks, { actionId });
      if (!String(element['type']).endsWith('external_select')) fault(`${actionId} is no external_select.`);
      const act = acts.begin(placeOf(team, person.id, ground), false);
      const control = { action_id: actionId, block_id: blockId, value: typed };
      const payload = suggestionPayload(world, team, act, ground, control);
      const { body } = await hand(interactive(payload, true), 'block_suggestion');
      const checked = suggestions.safeParse(body);
      if (!checked.success) {
        report(world, 'block_suggestion', `answered with what Slack refuses: ${checked.error.message}`);
        throw new Error('Slack shows no options.');
      }
      return optionsOf(body).map((option) => ({ label: labelOf(option), value: String(option['value']) }));
    },
    async openHome(person) {
      const team = workplace(person);
      const view = team.homes.get(person.id) ?? null;
      const act = acts.begin({ team: team.id, person: person.id, channel: null, on: null, view }, false);
      const channel = directMessageOf(world, team, person.id).id;
      const event = { type: 'app_home_opened', user: person.id, channel, tab: 'home' };
      const delivery = courier.emit(team, event) ?? fault('The app did not subscribe to app_home_opened.');
      await delivery.done;
      return act.settle(0).next('view');
    },
  };
}

/** An acknowledgement with content is a message. */
function showAcknowledged(stage: Stage, act: OpenAct, body: Json): void {
  try {
    showAnswer(stage, act, body, 'ack');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report(
      stage.world,
      'ack',
      `answered with what Slack refuses: ${error.error} ${JSON.stringify(error.more['errors'] ?? '')}`,
    );
    throw new Error(`Slack does not show the answer: ${error.error}`);
  }
}

function findControl(blocks: readonly Json[], control: Control): Found {
  const all = controlsOf(blocks);
  const found = all.filter(({ actionId, element }) => {
    if ('label' in control) return labelOf(element) === control.label;
    if (!('actionId' in control)) return element['value'] === control.value;
    return actionId === control.actionId && (!('value' in control) || element['value'] === control.value);
  });
  const [only, ...rest] = found;
  if (only !== undefined && rest.length === 0) return only;
  const there = all.map(({ actionId, element }) => ({ actionId, label: labelOf(element), value: element['value'] }));
  const number = only === undefined ? 'no' : 'more than one';
  return fault(`There is ${number} control ${JSON.stringify(control)} among ${JSON.stringify(there)}.`);
}

function findInput(blocks: readonly Json[], name: string): Found {
  const all = controlsOf(blocks);
  const found = all.find(({ block, blockId, actionId }) => [blockId, actionId, labelOf(block)].includes(name));
  const names = all.map(({ block, blockId, actionId }) => [blockId, actionId, labelOf(block)]);
  return found ?? fault(`The form has no ${name}; it has ${JSON.stringify(names)}.`);
}

/** What the payload says of the control; what was chosen stays in `held`. */
function actionOf(stage: Stage, team: TeamState, person: string, found: Found, control: Control, held: Values): Json {
  const { element, actionId, blockId, block } = found;
  const ids = { type: element['type'], action_id: actionId, block_id: blockId };
  if (block['type'] === 'input' && block['dispatch_action'] !== true)
    fault(`${actionId} sends nothing until the form is submitted.`);
  if (element['type'] === 'button') {
    const { text, value, style, url } = element;
    const told = Object.entries({ text, value, style, url }).filter(([, fact]) => fact !== undefined);
    return { ...ids, ...echoed(Object.fromEntries(told)) };
  }
  const choice = 'choose' in control ? control.choose : fault(`Say what to choose in ${actionId}.`);
  if (element['type'] === 'overflow') {
    return {
      ...ids,
      selected_option: optionOf(element, String(choice)) ?? fault(`There is no option ${String(choice)}.`),
    };
  }
  const now = chosen(stage.world, team, person, element, choice);
  held[blockId] = { ...held[blockId], [actionId]: now };
  return { ...ids, ...now };
}
