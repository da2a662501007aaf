import { checkCommand, checkTogether } from './command-rules.ts';
import { invalidForm, missingAccess, unknownCommand } from './errors.ts';
import { commandPayload } from './payloads.ts';
import { NO_CONTENT, ok, param, type RestReply, type RestRequest, type RouteEntry } from './routes.ts';
import type { CommandState, Discord, Json, State } from './state.ts';
import { nextId } from './state.ts';

const WRITING = [5, 20_000] as const;
const READING = [50, 1_000] as const;
const GLOBAL = '/applications/:application/commands';
const GUILD = '/applications/:application/guilds/:guild/commands';

export const commandRoutes: readonly RouteEntry[] = [
  { route: `GET ${GLOBAL}`, auth: 'bot', limit: READING, handle: list },
  { route: `PUT ${GLOBAL}`, auth: 'bot', limit: WRITING, handle: replace },
  { route: `POST ${GLOBAL}`, auth: 'bot', limit: WRITING, handle: create },
  { route: `GET ${GLOBAL}/:command`, auth: 'bot', limit: READING, handle: get },
  { route: `PATCH ${GLOBAL}/:command`, auth: 'bot', limit: WRITING, handle: edit },
  { route: `DELETE ${GLOBAL}/:command`, auth: 'bot', limit: WRITING, handle: remove },
  { route: `GET ${GUILD}`, auth: 'bot', limit: READING, handle: list },
  { route: `PUT ${GUILD}`, auth: 'bot', limit: WRITING, handle: replace },
  { route: `POST ${GUILD}`, auth: 'bot', limit: WRITING, handle: create },
  { route: `GET ${GUILD}/:command`, auth: 'bot', limit: READING, handle: get },
  { route: `PATCH ${GUILD}/:command`, auth: 'bot', limit: WRITING, handle: edit },
  { route: `DELETE ${GUILD}/:command`, auth: 'bot', limit: WRITING, handle: remove },
];

/** The application's commands of the guild in the path, or those of all guilds. */
function own(state: State, request: RestRequest): { commands: Map<string, CommandState>; guildId: string | null } {
  if (param(request, 'application') !== state.applicationId) throw missingAccess();
  const guildId = request.params['guild'] ?? null;
  if (guildId !== null && !state.guilds.get(guildId)?.invited) throw missingAccess();
  const found = state.commands.get(guildId ?? '');
  if (found) return { commands: found, guildId };
  const made = new Map<string, CommandState>();
  state.commands.set(guildId ?? '', made);
  return { commands: made, guildId };
}

function sameCommand(commands: Iterable<CommandState>, body: Json): CommandState | undefined {
  const type = (one: Json) => one['type'] ?? 1;
  return [...commands].find((one) => one.body['name'] === body['name'] && type(one.body) === type(body));
}

function list({ state }: Discord, request: RestRequest): RestReply {
  const { commands, guildId } = own(state, request);
  const withAll = request.query.get('with_localizations') === 'true';
  const payloads = [...commands.values()].map((command) => commandPayload(state, command, guildId));
  if (withAll) return ok(payloads);
  return ok(payloads.map(({ name_localizations: _names, description_localizations: _texts, ...rest }) => rest));
}

/** Replaces them all; one that keeps its name and type keeps its id. */
function replace({ state }: Discord, request: RestRequest): RestReply {
  const { commands, guildId } = own(state, request);
  if (!Array.isArray(request.body)) {
    throw invalidForm([{ path: ['_'], code: 'BASE_TYPE_BAD', message: 'Only iterables may be used.' }]);
  }
  const bodies = request.body.map((body: unknown, index) => checkCommand(state, 'replaceCommand', body, [index]));
  checkTogether(bodies);
  const before = [...commands.values()];
  commands.clear();
  for (const body of bodies) {
    const id = sameCommand(before, body)?.id ?? nextId(state);
    commands.set(id, { id, version: nextId(state), body });
  }
  return ok([...commands.values()].map((command) => commandPayload(state, command, guildId)));
}

function create({ state }: Discord, request: RestRequest): RestReply {
  const { commands, guildId } = own(state, request);
  const body = checkCommand(state, 'createCommand', request.body);
  const existing = sameCommand(commands.values(), body);
  if (!existing) checkTogether([...[...commands.values()].map((command) => command.body), body]);
  const command = { id: existing?.id ?? nextId(state), version: nextId(state), body };
  commands.set(command.id, command);
  return { status: existing ? 200 : 201, body: commandPayload(state, command, guildId) };
}

function get({ state }: Discord, request: RestRequest): RestReply {
  const { commands, guildId } = own(state, request);
  const command = commands.get(param(request, 'command'));
  if (!command) throw unknownCommand();
  return ok(commandPayload(state, command, guildId));
}

function edit({ state }: Discord, request: RestRequest): RestReply {
  const { commands, guildId } = own(state, request);
  const command = commands.get(param(request, 'command'));
  if (!command) throw unknownCommand();
  const body = { ...command.body, ...checkCommand(state, 'editCommand', request.body) };
  const changed = { id: command.id, version: nextId(state), body };
  commands.set(command.id, changed);
  return ok(commandPayload(state, changed, guildId));
}

function remove({ state }: Discord, request: RestRequest): RestReply {
  const { commands } = own(state, request);
  if (!commands.delete(param(request, 'command'))) throw unknownCommand();
  return NO_CONTENT;
}
