import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMMAND_SPECS } from '../../src/commands/list.ts';
import { parseLine } from '../../src/commands/parse.ts';
import { NET_REASONS } from '../../src/lib/net/reasons.ts';
import { ROOT } from '../support/newsroom.ts';

const docs = readFileSync(join(ROOT, 'docs/commands.md'), 'utf8');
const lines = [...docs.matchAll(/`(\/news [^`…]+)`/g)].map((match) => match[1]?.replaceAll('\\|', '|') ?? '');

test.each(lines)('docs/commands.md: %s', (line) => {
  const parsed = parseLine(line, COMMAND_SPECS);
  if (line === '/news import') expect(parsed).toMatchObject({ begun: { spec: { name: 'import' } } });
  else expect(parsed).toMatchObject({ kind: 'command' });
});

test('docs/commands.md shows every command and every option', () => {
  for (const { name, options } of COMMAND_SPECS) {
    expect(
      lines.some((line) => line.startsWith(`/news ${name}`)),
      name,
    ).toBe(true);
    const shown = options.filter((option) =>
      option.type === 'text' ? option.named : option.type !== 'integer' && option.type !== 'file',
    );
    for (const option of shown) expect(docs, `${name} ${option.name}`).toMatch(new RegExp(`\\b${option.name}\\b`));
  }
});

test('docs/feeds.md explains every reason for which a feed fails', () => {
  const explained = readFileSync(join(ROOT, 'docs/feeds.md'), 'utf8');
  // Reading is stopped by Newsdesk itself, when it ends.
  for (const reason of NET_REASONS.filter((one) => one !== 'stopped')) expect(explained).toContain(`\`${reason}\``);
});
