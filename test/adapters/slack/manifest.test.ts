import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { BOT_EVENTS, BOT_SCOPES, COMMAND, WHY_SHORTCUT } from '../../../adapters/slack/manifest.ts';
import { LANGUAGES, wordsOf } from '../../../src/platform/words.ts';

import { EVENT_SCOPES } from '../../support/slack/scopes.ts';

const manifest = parse(readFileSync(join(import.meta.dirname, '../../../config/slack-manifest.yaml'), 'utf8'));

test('the manifest asks for exactly what the code uses', () => {
  expect(manifest.oauth_config.scopes.bot).toEqual(Object.keys(BOT_SCOPES).sort());
  expect(manifest.settings.event_subscriptions.bot_events).toEqual([...BOT_EVENTS].sort());
  expect(manifest.features.slash_commands.map(({ command }: { command: string }) => command)).toEqual([COMMAND]);
  expect(manifest.features.shortcuts).toMatchObject([{ type: 'message', callback_id: WHY_SHORTCUT }]);
  expect(LANGUAGES.map((language) => wordsOf(language).whyPosted)).toContain(manifest.features.shortcuts[0].name);
});

test('each event comes with a scope that is asked for', () => {
  for (const event of BOT_EVENTS) {
    const scopes: readonly string[] | undefined = Reflect.get(EVENT_SCOPES, event);
    expect(scopes, event).toBeDefined();
    if (scopes !== undefined && scopes.length > 0)
      expect(
        Object.keys(BOT_SCOPES).some((scope) => scopes.includes(scope)),
        event,
      ).toBe(true);
  }
});

test('what the code relies on is switched on, and what it cannot do is off', () => {
  const { features, settings } = manifest;
  expect(features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
  expect(features.slash_commands[0].should_escape).toBe(true);
  expect(settings).toMatchObject({
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
    token_rotation_enabled: false,
    org_deploy_enabled: false,
  });
});

test('Slack takes its texts', () => {
  const { display_information: app, features } = manifest;
  expect(app.name.length).toBeLessThanOrEqual(35);
  expect(app.description.length).toBeLessThanOrEqual(140);
  expect(features.shortcuts[0].name.length).toBeLessThanOrEqual(24);
  expect(features.shortcuts[0].description.length).toBeLessThanOrEqual(150);
});
