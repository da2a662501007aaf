import { blocksOf, type Json, readView, withIds } from './block-check.ts';
import { initialValues } from './forms.ts';
import { botMethod, json, type Method, type Stage, words } from './method.ts';
import type { SeenView } from './people.ts';
import { refuse, refuseWith } from './refusal.ts';
import { nextId, report, type TeamState, type ViewState, type World } from './world.ts';

const MOST_STACKED = 3;

export const VIEW_METHODS: Readonly<Record<string, Method>> = {
  'views.open': botMethod({ tier: 4, scopes: [] }, { trigger_id: words, view: json }, (stage, team, args) => {
    const act = stage.acts.takeTrigger(args.trigger_id);
    const view = readView(args.view, stage.world.badImage);
    if (act.place.team !== team.id) return refuse('invalid_trigger_id');
    // Only views.push puts a view on top of another.
    if ((team.stacks.get(act.place.person) ?? []).length > 0) closeAll(team, act.place.person);
    const opened = showModal(stage.world, team, act.place, view, 'opened');
    act.show(seenView(opened));
    return { ok: true, view: viewJson(stage.world, team, opened) };
  }),
  'views.push': botMethod({ tier: 4, scopes: [] }, { trigger_id: words, view: json }, (stage, team, args) => {
    const act = stage.acts.takeTrigger(args.trigger_id);
    const view = readView(args.view, stage.world.badImage);
    if (act.place.team !== team.id) return refuse('invalid_trigger_id');
    if (act.place.view === null) return refuse('invalid_trigger_id');
    const pushed = showModal(stage.world, team, act.place, view, 'pushed');
    act.show(seenView(pushed));
    return { ok: true, view: viewJson(stage.world, team, pushed) };
  }),
  'views.update': botMethod(
    { tier: 4, scopes: [] },
    { view_id: words.optional(), external_id: words.optional(), view: json, hash: words.optional() },
    (stage, team, args) => {
      const current = [...team.views.values()].find((one) =>
        args.view_id === undefined ? one.sent['external_id'] === args.external_id : one.id === args.view_id,
      );
      const view = readView(args.view, stage.world.badImage);
      if (current === undefined || !current.isOpen) return refuse('not_found');
      if (args.hash !== undefined && args.hash !== current.hash) return refuse('hash_conflict');
      if (view['type'] !== current.sent['type']) {
        return refuseWith('invalid_arguments', ['the type of a view cannot change [json-pointer:/view/type]']);
      }
      replaceView(stage.world, current, view, 'updated');
      showTo(stage, team, current);
      return { ok: true, view: viewJson(stage.world, team, current) };
    },
  ),
  'views.publish': botMethod(
    { tier: 4, scopes: [] },
    { user_id: words, view: json, hash: words.optional() },
    (stage, team, args) => {
      const { world } = stage;
      const view = readView(args.view, world.badImage);
      if (!world.app.homeTab) return refuse('not_enabled');
      if (view['type'] !== 'home')
        return refuseWith('invalid_arguments', ['must be a home view [json-pointer:/view/type]']);
      if (!team.people.has(args.user_id)) return refuse('invalid_arguments');
      const current = team.views.get(team.homes.get(args.user_id) ?? '');
      if (current !== undefined && args.hash !== undefined && args.hash !== current.hash)
        return refuse('hash_conflict');
      const home =
        current ?? addView(world, team, { person: args.user_id, channel: null, previousId: null }, view, 'published');
      if (home === current) replaceView(world, home, view, 'published');
      team.homes.set(args.user_id, home.id);
      showTo(stage, team, home);
      return { ok: true, view: viewJson(world, team, home) };
    },
  ),
};

type Holder = { readonly person: string; readonly channel: string | null; readonly previousId: string | null };

function addView(world: World, team: TeamState, holder: Holder, sent: Json, how: ViewState['how']): ViewState {
  const external = sent['external_id'];
  const isTaken = [...team.views.values()].some((one) => one.isOpen && one.sent['external_id'] === external);
  if (external !== undefined && external !== '' && isTaken) return refuse('duplicate_external_id');
  const id = nextId(world, 'V');
  const shown = withIds(blocksOf(sent), () => nextId(world, '').slice(-6));
  const previous = holder.previousId === null ? undefined : team.views.get(holder.previousId);
  const view: ViewState = {
    id,
    ...holder,
    rootId: previous?.rootId ?? id,
    how,
    sent,
    shown,
    hash: nextId(world, ''),
    values: initialValues(shown, holder.channel),
    isOpen: true,
  };
  team.views.set(id, view);
  return view;
}

/** Puts a modal on top of what the person has open. */
function showModal(
  world: World,
  team: TeamState,
  place: { readonly person: string; readonly channel: string | null },
  sent: Json,
  how: 'opened' | 'pushed',
): ViewState {
  if (sent['type'] !== 'modal')
    return refuseWith('invalid_arguments', ['must be a modal view [json-pointer:/view/type]']);
  const stack = team.stacks.get(place.person) ?? [];
  if (stack.length >= MOST_STACKED) return refuse('push_limit_reached');
  const { person, channel } = place;
  const view = addView(world, team, { person, channel, previousId: stack.at(-1) ?? null }, sent, how);
  team.stacks.set(person, [...stack, view.id]);
  return view;
}

/** Puts other content into a view. A control that keeps its ids keeps what was put in. */
function replaceView(world: World, view: ViewState, sent: Json, how: 'updated' | 'published'): void {
  const before = view.values;
  view.sent = sent;
  view.how = how;
  view.shown = withIds(blocksOf(sent), () => nextId(world, '').slice(-6));
  view.hash = nextId(world, '');
  view.values = initialValues(view.shown, view.channel);
  for (const [blockId, actions] of Object.entries(view.values)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const kept = before[blockId]?.[actionId];
      if (kept !== undefined && kept['type'] === value['type']) actions[actionId] = kept;
    }
  }
}

/** Takes the top modal away, or every one of a person. */
export function closeTop(team: TeamState, person: string): void {
  const stack = team.stacks.get(person) ?? [];
  const top = team.views.get(stack.at(-1) ?? '');
  if (top !== undefined) top.isOpen = false;
  team.stacks.set(person, stack.slice(0, -1));
}

function closeAll(team: TeamState, person: string): void {
  for (const id of team.stacks.get(person) ?? []) {
    const view = team.views.get(id);
    if (view !== undefined) view.isOpen = false;
  }
  team.stacks.set(person, []);
}

/** A view's person sees it because of what they did in it last, or did last at all. */
function showTo(stage: Stage, team: TeamState, view: ViewState): void {
  const within = stage.acts.latest(team.id, view.person, (place) => place.view === view.id);
  const any = view.how === 'published' ? stage.acts.latest(team.id, view.person, () => true) : null;
  const opener = stage.acts.latest(team.id, view.person, (place) => place.view === null);
  (any ?? within ?? opener)?.show(seenView(view));
}

export function seenView(view: ViewState): SeenView {
  const { sent } = view;
  const title = sent['title'];
  return {
    kind: 'view',
    viewId: view.id,
    how: view.how,
    type: sent['type'] === 'home' ? 'home' : 'modal',
    title: typeof title === 'object' && title !== null && 'text' in title ? String(title.text) : '',
    callbackId: String(sent['callback_id'] ?? ''),
    privateMetadata: String(sent['private_metadata'] ?? ''),
    blocks: blocksOf(sent),
    view: sent,
  };
}

/** A view as the API and payloads give it. */
export function viewJson(world: World, team: TeamState, view: ViewState): Json {
  return {
    submit: null,
    close: null,
    title: null,
    clear_on_close: false,
    notify_on_close: false,
    callback_id: '',
    private_metadata: '',
    external_id: '',
    ...view.sent,
    id: view.id,
    team_id: team.id,
    blocks: view.shown,
    state: { values: view.values },
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    app_id: world.appId,
    app_installed_team_id: team.id,
    bot_id: team.botId,
  };
}

/** What the app answers a submitted form with, as the person comes to see it. Gives false where it is no valid answer. */
export function applySubmission(
  stage: Stage,
  team: TeamState,
  view: ViewState,
  body: Json,
): ReturnType<typeof seenSubmission> {
  try {
    return seenSubmission(stage, team, view, body);
  } catch (error) {
    report(
      stage.world,
      'view_submission',
      `answered with what Slack refuses: ${error instanceof Error ? error.message : ''}`,
    );
    throw error;
  }
}

function seenSubmission(stage: Stage, team: TeamState, view: ViewState, body: Json) {
  const { world } = stage;
  switch (body['response_action']) {
    case undefined:
      closeTop(team, view.person);
      return { kind: 'closed', clear: false } as const;
    case 'clear':
      closeAll(team, view.person);
      return { kind: 'closed', clear: true } as const;
    case 'errors': {
      const errors = Object.entries(body['errors'] ?? {}).map(([blockId, why]) => [blockId, String(why)] as const);
      const inputs = view.shown.filter((block) => block['type'] === 'input').map((block) => block['block_id']);
      for (const [blockId] of errors)
        if (!inputs.includes(blockId)) return refuse(`errors names ${blockId}, which is no input block`);
      if (errors.length === 0) return refuse('errors names no block');
      return { kind: 'errors', errors: Object.fromEntries(errors) } as const;
    }
    case 'update': {
      replaceView(world, view, readView(body['view'], world.badImage), 'updated');
      return seenView(view);
    }
    case 'push':
      return seenView(
        showModal(
          world,
          team,
          { person: view.person, channel: view.channel },
          readView(body['view'], world.badImage),
          'pushed',
        ),
      );
  }
  return refuse(`unknown response_action ${String(body['response_action'])}`);
}
