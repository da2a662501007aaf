import { COMMAND } from './manifest.ts';

/**
 * The line that `/news TEXT` stands for, as the commands read it: channels and user groups by their ids alone (`<#C1>`, `<!subteam^S1>`), links as
 * addresses, Slack's escapes undone. Quotes and dashes as phones type them are left as they are: the commands read them.
 */
export function lineOf(text: string): string {
  const plain = text.replace(/<([^<>]*)>/g, (whole, inner: string) => readEscape(inner) ?? whole);
  const unescaped = plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return `${COMMAND} ${unescaped.trim()}`.trim();
}

/** `#C1|general`, `!subteam^S1|@desk`, `@U1|ana`, `https://…|label`: what Slack puts between angle brackets. */
function readEscape(inner: string): string | null {
  const [target = '', label = ''] = inner.split('|', 2);
  const group = /^!subteam\^(\w+)$/.exec(target)?.[1];
  // The brackets stay: what people type behind a plain # or @ is a name, whose case does not count.
  if (group !== undefined || /^#\w+$/.test(target)) return `<${target}>`;
  if (/^@\w+$/.test(target)) return label === '' ? target : `@${label.replace(/^@/, '')}`;
  if (/^![a-z]+$/.test(target)) return `@${target.slice(1)}`;
  if (/^(?:https?:|mailto:)/.test(target)) return target.replace(/^mailto:/, '');
  return null;
}
