import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerView, formView, readMetadata, readState } from '../../../adapters/slack/form.ts';
import { homeView } from '../../../adapters/slack/home.ts';
import type { CommandSpec } from '../../../src/platform/command.ts';
import { readView } from '../../support/slack/block-check.ts';
import { answer } from './test-host.ts';

const ALL: CommandSpec = {
  name: 'everything',
  description: 'Takes one of each',
  example: '/news everything',
  options: [
    { type: 'text', name: 'topic', description: 'Words', required: true, suggest: 'topic', named: false },
    { type: 'text', name: 'note', description: 'Named words', required: false, suggest: null, named: true },
    { type: 'integer', name: 'count', description: 'How many', required: false, min: 0, max: 5 },
    { type: 'choice', name: 'as', description: 'How', required: false, choices: ['alerts', 'digest'] },
    { type: 'channel', name: 'channel', description: 'Where', required: false },
    { type: 'role', name: 'mention', description: 'Whom', required: false },
    { type: 'file', name: 'file', description: 'A file', required: false },
  ],
};

describe('a form', () => {
  test('has a field for each option, filled with what is known', () => {
    const values = { topic: 'grain', count: 3, as: 'digest', channel: 'C012', mention: 'S012' };
    const text = JSON.stringify(formView({ spec: ALL, values }, 'C1', null));
    for (const part of [
      '"initial_value":"grain"',
      '"initial_value":"3"',
      '"initial_conversation":"C012"',
      '"value":"S012"',
    ])
      expect(text).toContain(part);
    expect(text).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"digest","emoji":false},"value":"digest"}',
    );
  });

  test('of a command without options says what it does', () => {
    const view = formView({ spec: { ...ALL, options: [] }, values: {} }, 'C1', null);
    readView(view, 'unloadable');
    expect(JSON.stringify(view.blocks)).toContain('Takes one of each');
  });

  test('is taken by Slack whatever is in it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('', 'a\ud83d', 'x'.repeat(5_000), '👩‍👩‍👧‍👦'.repeat(600), '99', '-1', 'C012', 'S012'),
    );
    const values = fc.record({ topic: text, note: text, count: text, as: text, channel: text, mention: text });
    fc.assert(
      fc.property(values, text, fc.array(text), (known, said, list) => {
        const refusal = answer(said, { ok: false, blocks: [{ kind: 'list', items: list.map((item) => [item]) }] });
        const view = formView({ spec: ALL, values: known }, 'C1', refusal);
        readView(view, 'unloadable');
        expect(JSON.stringify(view).isWellFormed()).toBe(true);
        readView(answerView(refusal, 'C1'), 'unloadable');
        readView(homeView(refusal), 'unloadable');
      }),
      { numRuns: 150 },
    );
  });
});

describe('what comes back', () => {
  test('is read option by option; what is empty is left out', () => {
    const state = {
      topic: { topic: { type: 'plain_text_input', value: 'grain deal' } },
      note: { note: { type: 'plain_text_input', value: '  ' } },
      count: { count: { type: 'number_input', value: '3' } },
      as: {
        as: { type: 'static_select', selected_option: { text: { type: 'plain_text', text: 'x' }, value: 'digest' } },
      },
      channel: { channel: { type: 'conversations_select', selected_conversation: 'C012' } },
      mention: { newsdesk_group: { type: 'external_select', selected_option: null } },
      file: { file: { type: 'file_input', files: [{ id: 'F1', url_private_download: 'https://files.slack.com/f' }] } },
      other: { other: { type: 'plain_text_input', value: 'not asked for' } },
    };
    expect(readState(state, ALL)).toEqual({
      values: { topic: 'grain deal', count: 3, as: 'digest', channel: 'C012' },
      files: { file: 'https://files.slack.com/f' },
    });
  });

  test('metadata that is not ours is none', () => {
    for (const text of ['', '{}', '[]', 'x', '{"channel":1,"command":"watch"}']) expect(readMetadata(text)).toBeNull();
    expect(readMetadata(formView({ spec: ALL, values: {} }, 'C1', null).private_metadata ?? '')).toEqual({
      channel: 'C1',
      command: 'everything',
    });
  });
});
