import type { Act, Seen, SeenAs } from './people.ts';
import { refuse } from './refusal.ts';
import { nextId, nowMs, report, secret, type World } from './world.ts';

const TRIGGER_MS = 3_000;
const RESPONSE_URL_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;
const WAIT_MS = 5_000;

/** Where an act took place, and on what. */
export type Place = {
  readonly team: string;
  readonly person: string;
  readonly channel: string | null;
  /** The message whose control was used; null: none. */
  readonly on: { readonly channel: string; readonly ts: string; readonly isEphemeral: boolean } | null;
  /** The view that it happened in; null: none. */
  readonly view: string | null;
};

/** What one person does, and what they come to see because of it. */
export type OpenAct = {
  readonly place: Place;
  readonly triggerId: string;
  readonly responseUrl: string | null;
  show(seen: Seen): void;
  /** The act as its test holds it. */
  settle(ackMs: number): Act;
};

export type Acts = {
  begin(place: Place, hasResponseUrl: boolean): OpenAct;
  /** Uses a trigger up. Refuses as Slack does: three seconds old, used before, made up. */
  takeTrigger(id: unknown): OpenAct;
  /** Counts one use of a response_url; gives Slack's error where it may not be used any more. */
  useResponseUrl(id: string): OpenAct | 'expired_url' | 'used_url' | 'not_found';
  /** The latest act of a person that meets a condition. */
  latest(team: string, person: string, meets: (place: Place) => boolean): OpenAct | null;
  close(): void;
};

export function createActs(world: World): Acts {
  const acts: { readonly act: OpenAct; readonly atMs: number; isTriggerUsed: boolean; uses: number; urlId: string }[] =
    [];
  const closers = new Set<() => void>();

  return {
    begin(place, hasResponseUrl) {
      const urlId = secret('');
      const act = openAct({
        place,
        triggerId: `${nextId(world, '1')}.${secret('')}`,
        responseUrl: hasResponseUrl ? `${world.base}/response/${urlId}` : null,
        closers,
      });
      acts.push({ act, atMs: nowMs(world), isTriggerUsed: false, uses: 0, urlId });
      return act;
    },
    takeTrigger(id) {
      const entry = acts.find(({ act }) => act.triggerId === id);
      if (entry === undefined) return refuse('invalid_trigger_id');
      if (entry.isTriggerUsed) return refuse('exchanged_trigger_id');
      if (nowMs(world) - entry.atMs > TRIGGER_MS) return refuse('expired_trigger_id');
      entry.isTriggerUsed = true;
      return entry.act;
    },
    useResponseUrl(id) {
      const entry = acts.find((one) => one.urlId === id && one.act.responseUrl !== null);
      if (entry === undefined) return 'not_found';
      if (nowMs(world) - entry.atMs > RESPONSE_URL_MS) {
        report(world, 'response_url', 'used more than 30 minutes after it was given');
        return 'expired_url';
      }
      if (entry.uses >= RESPONSE_URL_USES) {
        report(world, 'response_url', `used more than ${RESPONSE_URL_USES} times`);
        return 'used_url';
      }
      entry.uses += 1;
      return entry.act;
    },
    latest(team, person, meets) {
      const found = acts.findLast(
        ({ act }) => act.place.team === team && act.place.person === person && meets(act.place),
      );
      return found?.act ?? null;
    },
    close() {
      for (const close of closers) close();
    },
  };
}

type Facts = {
  readonly place: Place;
  readonly triggerId: string;
  readonly responseUrl: string | null;
  readonly closers: Set<() => void>;
};

function openAct({ place, triggerId, responseUrl, closers }: Facts): OpenAct {
  const seen: Seen[] = [];
  const taken = new Set<Seen>();
  const waiting = new Set<() => void>();

  function isOf<Kind extends Seen['kind']>(kind: Kind) {
    return (one: Seen): one is SeenAs<Kind> => one.kind === kind;
  }
  function take<Kind extends Seen['kind']>(kind: Kind): SeenAs<Kind> | null {
    const found = seen.filter(isOf(kind)).find((one) => !taken.has(one));
    if (found !== undefined) taken.add(found);
    return found ?? null;
  }
  function next<Kind extends Seen['kind']>(kind: Kind, withinMs = WAIT_MS): Promise<SeenAs<Kind>> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        closers.delete(stop);
        finish();
      };
      const look = () => {
        const found = take(kind);
        if (found !== null) end(() => resolve(found));
      };
      const fail = (why: string) => () =>
        end(() => reject(new Error(`No ${kind} was shown ${why}; seen: ${JSON.stringify(seen).slice(0, 2_000)}`)));
      const stop = fail('before the server closed');
      const timer = setTimeout(fail(`within ${withinMs} ms`), withinMs);
      waiting.add(look);
      closers.add(stop);
      look();
    });
  }

  return {
    place,
    triggerId,
    responseUrl,
    show(one) {
      seen.push(one);
      for (const look of [...waiting]) look();
    },
    settle: (ackMs) => ({ ackMs, seen, next, responseUrl, triggerId }),
  };
}
