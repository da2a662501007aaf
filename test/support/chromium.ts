import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

export type { Browser, Page };

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/** The Chromium of this machine (`CHROMIUM_PATH`, else the usual places), or null with a warning that nobody overlooks. */
export function findChromium(): string | null {
  const path = [process.env['CHROMIUM_PATH'] ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));
  if (path !== undefined) return path;
  process.stderr.write(
    '\n*** NO CHROMIUM: every test in a real browser is SKIPPED. Install it (apt-get install chromium) or set CHROMIUM_PATH. ***\n\n',
  );
  return null;
}

/** Starts the browser with an empty profile and without any traffic of its own. `hosts` maps names to this machine. */
export function launchChromium(path: string, hosts: readonly string[] = []): Promise<Browser> {
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(',');
  return chromium.launch({
    executablePath: path,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(rules === '' ? [] : [`--host-resolver-rules=${rules}`]),
    ],
  });
}
