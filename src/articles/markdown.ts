import { oneLine } from '../lib/text.ts';
import type { Line } from './line.ts';
import { factsOfKeys, NOTHING_STATED, type Page } from './page.ts';

const FRONT_MATTER = /^\s*---[^\S\n]*\n([\s\S]{0,8000}?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|$)/;

/** A Markdown file as lines: marks taken off, links and emphasis as their text, pictures left out; its front matter as stated facts. */
export function readMarkdown(text: string): Page {
  const front = FRONT_MATTER.exec(text);
  const body = front === null ? text : text.slice(front[0].length);
  const lines: Line[] = [];
  let paragraph: { text: string; bullet: boolean } | null = null;
  let gap = true;
  function flush(heading = false): void {
    if (paragraph === null) return;
    const { text: plain, linked } = withoutMarks(paragraph.text);
    if (plain !== '') lines.push({ text: plain, gap, bullet: paragraph.bullet, heading, linked });
    paragraph = null;
    gap = false;
  }
  for (const raw of body.split('\n')) {
    const line = raw.trim().replace(/^(?:>\s?)+/, '');
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line.slice(0, 1_000));
    const item = /^(?:[*+-]|\d{1,3}[.)])\s+(.*)$/.exec(line);
    if (line === '' || /^(?:[-*_]\s?){3,}$/.test(line.slice(0, 200)) || /^(?:```|~~~)/.test(line)) {
      // "Title\n=====" is a heading; "---" under a paragraph is one too.
      flush(/^-{3,}$/.test(line) && paragraph !== null);
      gap = true;
    } else if (/^={3,}$/.test(line)) {
      flush(true);
      gap = true;
    } else if (heading !== null) {
      flush();
      gap = true;
      paragraph = { text: heading[1] ?? '', bullet: false };
      flush(true);
      gap = true;
    } else if (item !== null) {
      flush();
      paragraph = { text: item[1] ?? '', bullet: true };
    } else if (paragraph === null) paragraph = { text: line, bullet: false };
    else paragraph.text += `\n${line}`;
  }
  flush();
  return { lines, stated: front === null ? NOTHING_STATED : factsOfKeys(front[1] ?? '') };
}

const LINK = /!?\[([^[\]]{0,500})\](?:\([^()\s]{0,2000}(?:\s"[^"]{0,300}")?\)|\[[^[\]]{0,100}\])/g;

function withoutMarks(text: string): { text: string; linked: number } {
  let linked = 0;
  const plain = text
    .replace(LINK, (whole, label: string) => {
      if (whole.startsWith('!')) return '';
      linked += label.length;
      return label;
    })
    .replace(/<(https?:\/\/[^<>\s]{1,2000})>/g, '$1')
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, '')
    .replace(/(\*\*|__)(?=\S)([^*_]{1,2000})\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}])([*_])(?=\S)([^*_]{1,2000})\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/`([^`]{1,500})`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+.!>-])/g, '$1');
  const line = oneLine(plain);
  return { text: line, linked: line.length === 0 ? 0 : Math.min(1, linked / line.length) };
}
