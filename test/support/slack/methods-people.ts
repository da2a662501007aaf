import type { Json } from './block-check.ts';
import { revoke, uninstallTeam } from './changes.ts';
import { botMethod, flag, type Method, openMethod, words } from './method.ts';
import { page, paging } from './paging.ts';
import { refuse } from './refusal.ts';
import { nowMs, type PersonState, type TeamState } from './world.ts';

const ROLES: Readonly<Record<PersonState['role'], Json>> = {
  member: {},
  admin: { is_admin: true },
  owner: { is_admin: true, is_owner: true },
  restricted: { is_restricted: true },
  ultra_restricted: { is_restricted: true, is_ultra_restricted: true },
  deactivated: { deleted: true },
};
const ofTeam = { team_id: words.optional() };

export const PEOPLE_METHODS: Readonly<Record<string, Method>> = {
  'auth.test': botMethod({ tier: 'special', scopes: [] }, {}, (_stage, team) => ({
    ok: true,
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: 'newsdesk',
    team_id: team.id,
    user_id: team.botUserId,
    bot_id: team.botId,
    is_enterprise_install: false,
  })),
  'auth.revoke': botMethod({ tier: 3, scopes: [] }, { test: flag.optional() }, (stage, team, args) => {
    if (args.test === true) return { ok: true, revoked: false };
    revoke(stage, team);
    return { ok: true, revoked: true };
  }),
  'apps.uninstall': botMethod(
    { tier: 1, scopes: [] },
    { client_id: words, client_secret: words },
    (stage, team, args) => {
      const { clientId, clientSecret } = stage.world;
      if (args.client_id !== clientId) return refuse('invalid_client_id');
      if (args.client_secret !== clientSecret) return refuse('bad_client_secret');
      uninstallTeam(stage, team);
      return { ok: true };
    },
  ),
  'apps.connections.open': openMethod({ tier: 1, token: 'app' }, {}, ({ sockets }) => ({
    ok: true,
    url: sockets.ticket(),
  })),
  'api.test': openMethod({ tier: 4, token: 'none' }, { error: words.optional() }, (_stage, args) =>
    args.error === undefined ? { ok: true, args: {} } : refuse(args.error),
  ),
  'users.info': botMethod(
    { tier: 4, scopes: ['users:read'] },
    { user: words, include_locale: flag.optional() },
    ({ world }, team, args) => {
      const person = team.people.get(args.user);
      if (person !== undefined) return { ok: true, user: personJson(team, person, args.include_locale === true) };
      if (args.user !== team.botUserId) return refuse('user_not_found');
      const bot = { id: team.botUserId, team_id: team.id, name: 'newsdesk', deleted: !team.isInstalled, is_bot: true };
      return { ok: true, user: { ...bot, is_app_user: false, updated: Math.floor(nowMs(world) / 1_000) } };
    },
  ),
  'users.list': botMethod(
    { tier: 2, scopes: ['users:read'] },
    { ...paging, include_locale: flag.optional(), ...ofTeam },
    ({ world }, team, args) => {
      const { items, next } = page([...team.people.values()], args, world.pageSize);
      const members = items.map((person) => personJson(team, person, args.include_locale === true));
      return { ok: true, members, response_metadata: { next_cursor: next } };
    },
  ),
  'usergroups.list': botMethod(
    { tier: 2, scopes: ['usergroups:read'] },
    { include_count: flag.optional(), include_disabled: flag.optional(), include_users: flag.optional(), ...ofTeam },
    (_stage, team, args) => ({
      ok: true,
      usergroups: [...team.groups.values()]
        .filter((group) => args.include_disabled === true || !group.isDisabled)
        .map(({ id, handle, members, isDisabled }) => ({
          id,
          team_id: team.id,
          is_usergroup: true,
          name: handle,
          handle,
          date_delete: isDisabled ? 1_700_000_000 : 0,
          ...(args.include_count === true ? { user_count: members.length } : {}),
          ...(args.include_users === true ? { users: members } : {}),
        })),
    }),
  ),
  'usergroups.users.list': botMethod(
    { tier: 2, scopes: ['usergroups:read'] },
    { usergroup: words, include_disabled: flag.optional(), ...ofTeam },
    (_stage, team, args) => {
      const group = team.groups.get(args.usergroup) ?? refuse('no_such_subteam');
      if (group.isDisabled && args.include_disabled !== true) return refuse('no_such_subteam');
      return { ok: true, users: group.members };
    },
  ),
  'team.info': botMethod(
    { tier: 3, scopes: ['team:read'] },
    { team: words.optional(), domain: words.optional() },
    (_stage, team, args) => {
      if (args.team !== undefined && args.team !== team.id) return refuse('team_not_found');
      return { ok: true, team: { id: team.id, name: team.name, domain: team.domain, email_domain: '', icon: {} } };
    },
  ),
  'bots.info': botMethod(
    { tier: 3, scopes: ['users:read'] },
    { bot: words.optional(), ...ofTeam },
    ({ world }, team, args) => {
      if (args.bot !== team.botId) return refuse('bot_not_found');
      const bot = { id: team.botId, deleted: !team.isInstalled, name: 'Newsdesk', user_id: team.botUserId };
      return { ok: true, bot: { ...bot, app_id: world.appId, icons: {} } };
    },
  ),
};

function personJson(team: TeamState, person: PersonState, withLocale: boolean): Json {
  const nobody = { deleted: false, is_admin: false, is_owner: false, is_restricted: false, is_ultra_restricted: false };
  return {
    id: person.id,
    team_id: team.id,
    name: person.name,
    real_name: person.name,
    ...nobody,
    ...ROLES[person.role],
    is_primary_owner: person.role === 'owner' && [...team.people.keys()][0] === person.id,
    is_bot: false,
    is_app_user: false,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: 0,
    profile: { real_name: person.name, display_name: person.name },
    ...(withLocale ? { locale: person.locale } : {}),
  };
}
