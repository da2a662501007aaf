import type { Route } from './control.ts';
import type { Discord } from './state.ts';

/** A file that came with a request, by the number in its field's name (`files[0]`). */
export type Upload = {
  readonly index: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
};

export type RestRequest = {
  /** By the names in the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly uploads: readonly Upload[];
};

/** `body` undefined: 204. */
export type RestReply = { readonly status: number; readonly body: unknown };

export type RouteEntry = {
  readonly route: Route;
  /** Whether it takes the bot's token, or carries one of its own in its path. */
  readonly auth: 'bot' | 'path';
  /** So many calls in so many milliseconds, for each channel, guild or webhook in the path. */
  readonly limit: readonly [calls: number, perMs: number];
  handle(discord: Discord, request: RestRequest): RestReply;
};

export function ok(body: unknown): RestReply {
  return { status: 200, body };
}

export const NO_CONTENT: RestReply = { status: 204, body: undefined };

/** A part of the path, which the route is known to have. */
export function param(request: RestRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`The route has no :${name}.`);
  return value;
}

/** The entry for a method and a path (without `/api/v10`), and what stands for its names. */
export function findRoute(
  entries: readonly RouteEntry[],
  method: string,
  path: string,
): { readonly entry: RouteEntry; readonly params: Readonly<Record<string, string>> } | null {
  const parts = path.split('/');
  for (const entry of entries) {
    const [ownMethod, pattern = ''] = entry.route.split(' ');
    const names = pattern.split('/');
    if (ownMethod !== method || names.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = names.every((name, index) => {
      const part = parts[index] ?? '';
      if (!name.startsWith(':')) return name === part;
      params[name.slice(1)] = decodeURIComponent(part);
      return part !== '';
    });
    if (fits) return { entry, params };
  }
  return null;
}
