import type { CommandSpec } from '../../src/platform/command.ts';
import { COMMAND } from './manifest.ts';

/**
 * The line that `/news TEXT` stands for, as the commands read it: channels and user groups by their ids (`#C1`, `@S1`), links as
 * addresses, Slack's escapes undone, quotes straight, and dashes before the name of an option as typed before a phone changed them.
 */
export function lineOf(text: string, specs: readonly CommandSpec[]): string {
  const plain = text.replace(/<([^<>]*)>/g, (whole, inner: string) => readEscape(inner) ?? whole);
  const unescaped = plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const straight = unescaped.replace(/[“”„‟«»]/g, '"').replace(/[‘’‚‛]/g, "'");
  const names = new Set(specs.flatMap(({ options }) => options.map(({ name }) => name)));
  names.add('in');
  // Anywhere else a dash belongs to the topic language.
  const dashed = straight.replace(/(^|\s)[‒–—―]+(\p{L}+)(?=\s|$)/gu, (whole, space: string, word: string) =>
    names.has(word.toLowerCase()) ? `${space}--${word}` : whole,
  );
  return `${COMMAND} ${dashed.trim()}`.trim();
}

/** `#C1|general`, `!subteam^S1|@desk`, `@U1|ana`, `https://…|label`: what Slack puts between angle brackets. */
function readEscape(inner: string): string | null {
  const [target = '', label = ''] = inner.split('|', 2);
  const group = /^!subteam\^(\w+)$/.exec(target)?.[1];
  if (group !== undefined) return `@${group}`;
  if (/^#\w+$/.test(target)) return target;
  if (/^@\w+$/.test(target)) return label === '' ? target : `@${label.replace(/^@/, '')}`;
  if (/^![a-z]+$/.test(target)) return `@${target.slice(1)}`;
  if (/^(?:https?:|mailto:)/.test(target)) return target.replace(/^mailto:/, '');
  return null;
}
