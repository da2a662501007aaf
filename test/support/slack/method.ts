import { z } from 'zod';
import type { Acts } from './acts.ts';
import type { Json } from './block-check.ts';
import type { Courier } from './courier.ts';
import type { Tier } from './rates.ts';
import { refuse, refuseWith } from './refusal.ts';
import type { Sockets } from './sockets.ts';
import { report, type TeamState, type World } from './world.ts';

/** What the methods of the Web API work with. */
export type Stage = {
  readonly world: World;
  readonly acts: Acts;
  readonly courier: Courier;
  readonly sockets: Sockets;
};

/** One method. `bot`: called with a bot's token; `app`: with the app-level token; `none`: without any. */
export type Method = {
  readonly token: 'bot' | 'app' | 'none';
  readonly tier: Tier;
  readonly known: ReadonlySet<string>;
  /** Answers a call, or throws a `Refusal`. The team is that of the token. */
  run(stage: Stage, team: TeamState | null, sent: Json): Json;
};

type Args<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** A method for bots; `scopes`: any one of them is needed, none where the list is empty. */
export function botMethod<Shape extends z.ZodRawShape>(
  facts: { readonly tier: Tier; readonly scopes: readonly string[] },
  shape: Shape,
  run: (stage: Stage, team: TeamState, args: Args<Shape>) => Json,
): Method {
  return {
    token: 'bot',
    tier: facts.tier,
    known: new Set(Object.keys(shape)),
    run(stage, team, sent) {
      if (team === null) return refuse('not_authed');
      if (facts.scopes.length > 0) needScope(stage.world, team, facts.scopes);
      return run(stage, team, readArgs(shape, sent));
    },
  };
}

/** A method for the app itself, or for anybody. */
export function openMethod<Shape extends z.ZodRawShape>(
  facts: { readonly tier: Tier; readonly token: 'app' | 'none' },
  shape: Shape,
  run: (stage: Stage, args: Args<Shape>) => Json,
): Method {
  const known = new Set(Object.keys(shape));
  return { ...facts, known, run: (stage, _team, sent) => run(stage, readArgs(shape, sent)) };
}

function readArgs<Shape extends z.ZodRawShape>(shape: Shape, sent: Json): Args<Shape> {
  const read = z.object(shape).safeParse(sent);
  if (read.success) return read.data;
  return refuseWith(
    'invalid_arguments',
    read.error.issues.map(({ path, message }) =>
      sent[String(path[0])] === undefined
        ? `missing required field: ${String(path[0])}`
        : `${message} [json-pointer:/${path.map(String).join('/')}]`,
    ),
  );
}

/** Refuses with `missing_scope` where none of the scopes was granted. */
export function needScope(world: World, team: TeamState, scopes: readonly string[]): void {
  if (scopes.some((scope) => team.scopes.has(scope))) return;
  const needed = scopes.join(',');
  // An app that never asked for a scope is wrong; one that lost it could not know.
  if (!scopes.some((scope) => team.removedScopes.has(scope))) report(world, 'scopes', `${needed} was never granted`);
  refuse('missing_scope', { needed, provided: [...team.scopes].sort().join(',') });
}

/** Numbers and yes/no travel as words in a form. */
export const count = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
export const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((word) => 'true1'.includes(word)),
]);
export const words = z.string();
export const json = z.unknown();
