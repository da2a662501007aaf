import { installTeam } from './changes.ts';
import { type Method, openMethod, words } from './method.ts';
import type { PersonRef } from './people.ts';
import { refuse } from './refusal.ts';
import { KNOWN_SCOPES } from './scopes.ts';
import { fault, nowMs, personOf, report, secret, teamOf, type World } from './world.ts';

const CODE_MS = 10 * 60_000;

type Grant = {
  readonly team: string;
  readonly person: string;
  readonly scopes: readonly string[];
  readonly redirect: string;
  readonly atMs: number;
  isUsed: boolean;
};

/** Installing over OAuth: the page where a person agrees, and the exchange of the code it gives. */
export type OAuth = {
  readonly methods: Readonly<Record<string, Method>>;
  /** What the page answers to an address: null where it would show its question, else what is wrong with the address. */
  mistakeIn(address: URL): string | null;
  /** What the person's choice sends the browser to. */
  decide(person: PersonRef, address: string, agrees: boolean): string;
};

export function createOAuth(world: World): OAuth {
  const grants = new Map<string, Grant>();

  function mistakeIn(address: URL): string | null {
    const asked = address.searchParams;
    if (asked.get('client_id') !== world.clientId) return 'invalid_client_id';
    const scopes = scopesOf(asked);
    if (scopes.length === 0) return 'no_scopes';
    if (scopes.some((scope) => !KNOWN_SCOPES.has(scope))) return 'invalid_scope';
    const redirect = asked.get('redirect_uri');
    if (redirect === null || !URL.canParse(redirect)) return 'bad_redirect_uri';
    return asked.get('state') ? null : 'missing_state';
  }

  const access = openMethod(
    { tier: 4, token: 'none' },
    {
      client_id: words.optional(),
      client_secret: words.optional(),
      code: words.optional(),
      redirect_uri: words.optional(),
      grant_type: words.optional(),
      refresh_token: words.optional(),
    },
    (stage, args) => {
      if (args.client_id !== world.clientId) return refuse('invalid_client_id');
      if (args.client_secret !== world.clientSecret) return refuse('bad_client_secret');
      const grant = grants.get(args.code ?? '');
      if (grant === undefined) return refuse('invalid_code');
      if (grant.isUsed) return refuse('code_already_used');
      if (nowMs(world) - grant.atMs > CODE_MS) return refuse('invalid_code');
      if (args.redirect_uri !== undefined && args.redirect_uri !== grant.redirect) return refuse('bad_redirect_uri');
      grant.isUsed = true;
      const team = teamOf(world, grant.team);
      installTeam(stage, team, grant.scopes);
      return {
        ok: true,
        access_token: team.token.value,
        token_type: 'bot',
        scope: [...team.scopes].sort().join(','),
        bot_user_id: team.botUserId,
        app_id: world.appId,
        team: { id: team.id, name: team.name },
        enterprise: null,
        authed_user: { id: grant.person },
        is_enterprise_install: false,
      };
    },
  );

  return {
    methods: { 'oauth.v2.access': access },
    mistakeIn,
    decide(ref, address, agrees) {
      const asked = new URL(address);
      const mistake = mistakeIn(asked);
      if (mistake !== null) {
        report(world, 'oauth/v2/authorize', mistake);
        return fault(`Slack's page says: ${mistake}.`);
      }
      const person = personOf(world, ref);
      if (['restricted', 'ultra_restricted', 'deactivated'].includes(person.role)) {
        return fault(`${person.name} may not install apps.`);
      }
      const redirect = asked.searchParams.get('redirect_uri') ?? '';
      const back = new URL(redirect);
      back.searchParams.set('state', asked.searchParams.get('state') ?? '');
      if (!agrees) {
        back.searchParams.set('error', 'access_denied');
        return back.href;
      }
      const code = secret('');
      const scopes = scopesOf(asked.searchParams);
      grants.set(code, { team: ref.team, person: ref.id, scopes, redirect, atMs: nowMs(world), isUsed: false });
      back.searchParams.set('code', code);
      return back.href;
    },
  };
}

function scopesOf(asked: URLSearchParams): readonly string[] {
  return (asked.get('scope') ?? '').split(',').filter((scope) => scope !== '');
}
