import { createPreview, type Preview } from '../../adapters/preview/platform.ts';
import type { Archive } from '../../src/archive/archive.ts';
import type { Article, ArticleTime } from '../../src/articles/article.ts';
import type { FeedsView } from '../../src/feed-health.ts';
import { type Instant, parseInstant } from '../../src/lib/clock.ts';
import { articleId, storyId } from '../../src/lib/ids.ts';
import { channelKey } from '../../src/platform/channel.ts';
import type { Reply, ShownTime } from '../../src/platform/message.ts';
import type { ArticleView, StoryView } from '../../src/stories/view.ts';
import type { WebPorts } from '../../src/web/ports.ts';
import { sampleAlert, sampleSource } from '../contracts/platform.ts';

export const general = { platform: 'preview', workspace: 'local', channel: 'general' };
const quiet = { platform: 'preview', workspace: 'local', channel: 'quiet' };
export const generalUrl = `/channels/${encodeURIComponent(channelKey(general))}`;
export const quietUrl = `/channels/${encodeURIComponent(channelKey(quiet))}`;

export const envoysTime: ShownTime = {
  at: moment('2024-03-05T09:30:00Z'),
  precision: 'minute',
  zone: 'Europe/Malta',
  inferred: false,
};

/** A moment of a test, from ISO 8601 text with its offset. */
export function moment(iso: string): Instant {
  const at = parseInstant(iso);
  if (at === null) throw new Error(`not a time: ${iso}`);
  return at;
}

/** An article like those of the desk, with whatever a test needs otherwise. */
export function sampleArticle(name: string, changes: Partial<Article> = {}): ArticleView {
  const id = articleId(name);
  const time: ArticleTime = { origin: 'stated', at: envoysTime.at, precision: 'minute', zone: 'Europe/Malta' };
  const article: Article = {
    id,
    title: `What ${name} wrote`,
    titleOrigin: 'stated',
    text: 'Two delegations met in Valletta on Tuesday.\n\nThey will meet again in May.',
    summary: ['Two delegations met in Valletta on Tuesday.'],
    time,
    publisher: name,
    agency: null,
    place: 'Valletta',
    url: `https://news.example/${id}`,
    image: null,
    language: 'en',
    ...changes,
  };
  const page = `http://127.0.0.1:8080/articles/${id}`;
  return { article, story: storyId(id), time: envoysTime, url: article.url ?? page, page };
}

/** A story of articles; it is named after the first. */
export function sampleStory(first: ArticleView, others: readonly ArticleView[] = []): StoryView {
  const story = storyId(first.article.id);
  const articles = [first, ...others].map((view) => ({ ...view, story }));
  return {
    story: { id: story, articles: articles.map(({ article }) => article.id) },
    articles,
    title: first.article.title,
    summary: first.article.summary,
    time: first.time,
    place: first.article.place,
    image: first.article.image,
    page: `http://127.0.0.1:8080/stories/${first.article.id}`,
  };
}

/** An archive of these stories; all of them are one timeline, and a search finds what has the words in its title. */
export function archiveOf(stories: readonly StoryView[]): Archive {
  const articles = stories.flatMap((story) => story.articles);
  return {
    story: async (ref) => {
      const holds = (story: StoryView) => story.articles.some(({ article }) => article.id === ref);
      return stories.find((story) => story.story.id === ref || holds(story)) ?? null;
    },
    article: async (id) => articles.find(({ article }) => article.id === id) ?? null,
    latest: async (limit) => stories.slice(0, limit),
    search: async (query, limit) => stories.filter((story) => story.title.includes(query)).slice(0, limit),
    timeline: async () => stories,
    counts: () => ({ articles: articles.length, stories: stories.length }),
  };
}

/** A preview platform that keeps nothing, with two channels. Its clock shows a minute more at each look. */
function samplePreview(): Preview {
  let minutes = 0;
  return createPreview({
    rows: { async save() {}, async remove() {}, async *all() {} },
    clock: () => {
      minutes++;
      return moment(`2025-03-01T10:${String(minutes % 60).padStart(2, '0')}:00Z`);
    },
    channels: [general, quiet],
    print: () => {},
    colours: false,
  });
}

/** Pages over made-up data, and what the tests look at behind them. */
export type SampleSite = {
  readonly ports: WebPorts;
  readonly preview: Preview;
  readonly said: string[];
  readonly errors: unknown[];
};

/** A site with one story of two articles, one alert about it, one topic and a few commands. */
export async function sampleSite(changes: Partial<WebPorts> = {}): Promise<SampleSite> {
  const preview = samplePreview();
  const first = sampleArticle('Harbour Gazette', { title: 'Envoys meet in Valletta over consulates' });
  const second = sampleArticle('Island Post', { url: null });
  const story = sampleStory(first, [second]);
  const sources = [
    sampleSource('Harbour Gazette', { time: envoysTime }),
    sampleSource('Island Post', { url: second.page }),
  ];
  await preview.post(general, sampleAlert({ story: story.story.id, url: story.page, sources }), 'k1');
  const said: string[] = [];
  const errors: unknown[] = [];
  const ports: WebPorts = {
    archive: archiveOf([story]),
    transcript: preview.transcript,
    async say(line, _channel, file) {
      said.push(file === null ? line : `${line} with ${file.length} characters`);
      return answerTo(line);
    },
    async complete(line) {
      const commands = ['/news help', '/news latest', '/news why'];
      return commands
        .filter((command) => command.startsWith(line) && command !== line)
        .map((command) => ({ value: command, label: command, hint: `What ${command} does` }));
    },
    topics: () => [
      {
        name: 'Consulate talks',
        query: 'consulate talks',
        concepts: [{ label: 'consulate', forms: ['consulate', 'embassy'], role: 'required' }],
        channels: [channelKey(general)],
      },
    ],
    feeds: () => sampleFeeds(),
    trace: async (id) => [`Read as ${id}.`, 'Posted in #general.'],
    health: () => ({ ok: true, isReady: true, lines: ['2 articles'] }),
    figures: { text: async () => '', contentType: 'text/plain' },
    examine: async () => [{ level: 'good', what: 'All is well.', advice: null }],
    hubs: { verify: async () => null, bring: () => false },
    report: (error) => errors.push(error),
    publicUrl: 'http://127.0.0.1:8080',
    seeds: 'seeds/',
    ...changes,
  };
  return { ports, preview, said, errors };
}

function answerTo(line: string): Reply {
  const ok = line.startsWith('/news');
  const text = ok ? `You said ${line}` : 'Commands begin with /news.';
  return { ok, title: ok ? 'Understood' : 'Not a command', blocks: [{ kind: 'text', text: [text] }], actions: [] };
}

/** Feeds of every kind. */
export function sampleFeeds(changes: Partial<FeedsView> = {}): FeedsView {
  const at = moment('2026-01-05T09:00:00Z');
  const feed = { host: 'harbour.example', lastOkAt: at, nextAt: at, itemsADay: 12, fullText: false };
  const share = { articles: 40, matched: 3 };
  const sentence =
    'harbour.example refuses to show this (status 403). The site may block programs; ask its owner to let this one in.';
  const trouble = { reason: 'forbidden', sentence, since: at, count: 4, toldAt: null };
  return {
    counts: { failing: 1, gone: 1, new: 1, well: 1, paused: 1 },
    feeds: [
      { ...feed, name: 'Harbour News', health: { kind: 'failing', trouble }, share },
      { ...feed, name: 'Old Post', health: { kind: 'gone', trouble: null }, itemsADay: null, share },
      {
        ...feed,
        name: 'harbour.example',
        health: { kind: 'new' },
        lastOkAt: null,
        itemsADay: null,
        share: { articles: 0, matched: 0 },
      },
      { ...feed, name: 'Island Post, World', health: { kind: 'well', lastOkAt: at }, share, fullText: true },
      { ...feed, name: 'Weekly', health: { kind: 'paused' }, itemsADay: 0.2, share },
    ],
    page: 1,
    pages: 1,
    ...changes,
  };
}
