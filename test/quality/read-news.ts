import { readFileSync } from 'node:fs';
import type { Article } from '../../src/articles/article.ts';
import { articleOfInput } from '../../src/cli/article-input.ts';

/** An article of news.txt, and the story that it tells. */
export type Told = { readonly article: Article; readonly story: string; readonly family: string };

/** A topic of topics.txt, and the stories that it must find. */
export type Wanted = { readonly topic: string; readonly stories: ReadonlySet<string> };

function linesOf(name: string): readonly string[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
}

/** Every article of news.txt, read as the command line reads its input. */
export function readNews(): readonly Told[] {
  const told: Told[] = [];
  let [story, family] = ['', ''];
  let opened: { readonly date: string; readonly title: string; text: string } | null = null;
  const close = () => {
    if (opened === null) return;
    const { date, title, text } = opened;
    const publishedAt = date === '-' ? null : date;
    const article = articleOfInput({ id: `${story} ${told.length + 1}`, title, text, publishedAt });
    told.push({ article, story, family });
    opened = null;
  };
  for (const line of linesOf('news.txt')) {
    const heading = /^## (\S+)(?: \/ (\S+))?$/.exec(line);
    const article = /^> (\S+) \| (.+)$/.exec(line);
    if (heading !== null || article !== null) close();
    if (heading !== null) [story, family] = [heading[1] ?? '', heading[2] ?? heading[1] ?? ''];
    else if (article !== null) opened = { date: article[1] ?? '', title: article[2] ?? '', text: '' };
    else if (opened !== null) opened.text += opened.text === '' ? line : `\n\n${line}`;
  }
  close();
  return told;
}

/** Every topic of topics.txt. */
export function readWanted(): readonly Wanted[] {
  return linesOf('topics.txt').map((line) => {
    const [topic = '', stories = ''] = line.split(' | ');
    return { topic, stories: new Set(stories.split(' ').filter((story) => story !== '-')) };
  });
}
