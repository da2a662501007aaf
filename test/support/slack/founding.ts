import type {
  Channel,
  ChannelSpec,
  Group,
  GroupSpec,
  Person,
  PersonSpec,
  StoredFile,
  Team,
  TeamSpec,
} from './control.ts';
import { storedFile } from './methods-files.ts';
import type { PersonRef } from './people.ts';
import { addChannelState, type ChannelState, createTeam, nextId, personOf, teamOf, type World } from './world.ts';

/** Workspaces and what is in them, as tests set them up. */

export function addTeam(world: World, spec: TeamSpec): Team {
  const state = createTeam(world, spec.id ?? nextId(world, 'T'), spec.name ?? 'Acme', spec.scopes);
  const installer = addPerson(world, state.id, { name: 'olivia', role: 'owner' });
  const general = createChannel(world, state.id, { name: 'general', members: [installer], bot: false });
  if (spec.installed === false) {
    state.isInstalled = false;
    state.token.state = 'inactive';
  }
  const { id, name, botUserId, botId } = state;
  return {
    id,
    name,
    botUserId,
    botId,
    installer,
    general,
    get botToken() {
      return state.token.value;
    },
  };
}

export function addPerson(world: World, teamId: string, spec: PersonSpec): Person {
  const id = nextId(world, 'U');
  const name = spec.name ?? `person-${id.slice(-3).toLowerCase()}`;
  const { role = 'member', tz = 'Europe/Berlin', locale = 'en-US' } = spec;
  teamOf(world, teamId).people.set(id, { id, name, role, tz, locale });
  return { team: teamId, id, name };
}

export function createChannel(world: World, teamId: string, spec: ChannelSpec): Channel {
  const team = teamOf(world, teamId);
  const [installer] = team.people.keys();
  const people = spec.members?.map(({ id }) => id) ?? (installer === undefined ? [] : [installer]);
  const members = new Set([...people, ...(spec.bot === false ? [] : [team.botUserId])]);
  const name = spec.name ?? `channel-${team.channels.size}`;
  const channel = addChannelState(world, team, { name, kind: spec.kind ?? 'public', person: null, members });
  channel.isArchived = spec.archived ?? false;
  channel.isRestricted = spec.restricted ?? false;
  return channelHandle(channel);
}

export function channelHandle({ team, id, name }: ChannelState): Channel {
  return { team, id, name };
}

export function createGroup(world: World, teamId: string, spec: GroupSpec): Group {
  const id = nextId(world, 'S');
  const handle = spec.handle ?? `group-${id.slice(-3).toLowerCase()}`;
  const members = (spec.members ?? []).map((person) => person.id);
  teamOf(world, teamId).groups.set(id, { id, handle, members, isDisabled: false });
  return { team: teamId, id, handle };
}

/** A file that a person has put into the workspace. */
export function addFile(world: World, person: PersonRef, { name, text }: { name: string; text: string }): StoredFile {
  const bytes = Buffer.from(text);
  const id = nextId(world, 'F');
  const owner = personOf(world, person).id;
  const file = { id, name, title: name, owner, length: bytes.length, bytes, isComplete: true, channels: [] };
  teamOf(world, person.team).files.set(id, file);
  return storedFile(file);
}
