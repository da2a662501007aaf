import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

// By hand, so that a file that is not meant for the browser is never served.
const ASSETS = {
  'style.css': 'text/css; charset=utf-8',
  'newsdesk.js': 'text/javascript; charset=utf-8',
  'times.js': 'text/javascript; charset=utf-8',
  'room.js': 'text/javascript; charset=utf-8',
  'box.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

type AssetName = keyof typeof ASSETS;

/** The files that pages load. */
export type Assets = {
  /** The address of a file, different for every content. */
  url(name: AssetName): string;
  /** The answer to a request for a file, or null where there is none of that name. */
  respond(name: string, version: string | null, ifNoneMatch: string | null): Response | null;
};

type Asset = { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string; readonly hash: string };

/** Reads the files beside this one; throws where one is missing. */
export function loadAssets(): Assets {
  const assets = new Map<string, Asset>();
  for (const [name, type] of Object.entries(ASSETS)) {
    const bytes = new Uint8Array(readFileSync(new URL(`assets/${name}`, import.meta.url)));
    assets.set(name, { bytes, type, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16) });
  }

  function respond(name: string, version: string | null, ifNoneMatch: string | null): Response | null {
    const asset = assets.get(name);
    if (asset === undefined) return null;
    const etag = `"${asset.hash}"`;
    // An address without the right hash (a script importing another, a page from before an update) is asked for anew each time.
    const caching = version === asset.hash ? 'public, max-age=31536000, immutable' : 'no-cache';
    const headers = { 'content-type': asset.type, 'cache-control': caching, etag };
    if (ifNoneMatch === etag) return new Response(null, { status: 304, headers });
    return new Response(asset.bytes, { headers });
  }

  return { url: (name) => `/assets/${name}?v=${assets.get(name)?.hash ?? ''}`, respond };
}
