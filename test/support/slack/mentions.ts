import { type Block, isJson } from './block-check.ts';

const MARK = /<(?:@([UW][A-Z0-9]+)|!(channel|here|everyone)|!subteam\^(S[A-Z0-9]+))(?:\|[^>]*)?>/g;
const BARE = /(?<![\w<])@(channel|here|everyone)\b/g;

/**
 * Whom a message names, so that Slack would ring them: `channel`, `here`, `everyone`, ids of people and of user groups. Looks where
 * Slack looks: in the text, in mrkdwn objects and in rich text, not in plain_text. `bare`: names without brackets count too
 * (`link_names`, `parse=full`).
 */
export function namedIn(text: string, blocks: readonly Block[], bare: boolean): readonly string[] {
  const found = new Set<string>();
  const look = (words: string) => {
    for (const match of words.matchAll(MARK)) found.add(match[1] ?? match[2] ?? match[3] ?? '');
    if (bare) for (const match of words.matchAll(BARE)) found.add(match[1] ?? '');
  };
  look(text);
  walk(blocks, (part) => {
    if ((part['type'] === 'mrkdwn' || part['type'] === 'markdown') && typeof part['text'] === 'string')
      look(part['text']);
    const rich = part['user_id'] ?? part['usergroup_id'] ?? part['range'];
    if (typeof rich === 'string') found.add(rich);
  });
  return [...found].sort();
}

function walk(part: unknown, visit: (part: Block) => void): void {
  if (Array.isArray(part)) for (const one of part) walk(one, visit);
  if (!isJson(part)) return;
  visit(part);
  for (const one of Object.values(part)) walk(one, visit);
}
