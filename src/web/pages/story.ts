import type { Message } from '../../platform/message.ts';
import type { PostedMessage } from '../../platform/transcript.ts';
import type { ArticleView, StoryView } from '../../stories/view.ts';
import { pageHref } from '../guard.ts';
import { type Html, html } from '../hono.ts';
import type { Page } from '../layout.ts';
import { renderSources, renderWhenWhere } from '../message.ts';
import { type Href, renderPageLink } from '../rich.ts';
import { PAGE_LANGUAGE, renderTime } from '../times.ts';
import { channelUrl } from './channel.ts';

/** A message that tells a story, where it stands, and the topics for which it does. */
export type StoryPost = { readonly posted: PostedMessage; readonly topics: readonly string[] };

/** Where one article of a story went. */
type ArticleTrace = { readonly view: ArticleView; readonly trace: readonly string[] };

/** What the page of a story shows. */
export type StoryPageView = {
  readonly story: StoryView;
  readonly timeline: readonly StoryView[];
  readonly posts: readonly StoryPost[];
  /** Of the first articles; a long story does not need them all. */
  readonly traces: readonly ArticleTrace[];
};

/** The page of a story: what happened, who reports it, what came before and after, and where it was posted. */
export function storyPage(view: StoryPageView, href: Href): Page {
  const { story } = view;
  const title = story.title === '' ? 'Untitled' : story.title;
  const sources = story.articles.map(({ article, time, url }) => {
    return { publisher: article.publisher, title: article.title, url, time };
  });
  const body = html`<main id="main">
    <article class="story">
      <h1 dir="auto">${title}</h1>
      ${renderWhenWhere(story, PAGE_LANGUAGE)}
      <div class="lead">${story.summary.map((sentence) => html`<p dir="auto">${sentence}</p>`)}</div>
      <section class="panel" aria-label="Sources">${renderSources({ sources, moreSources: 0, url: story.page }, PAGE_LANGUAGE, href)}</section>
      ${renderTimeline(view)}
      <section><h2>Articles</h2><ul class="cards">${story.articles.map((article) => renderArticle(article))}</ul></section>
      ${renderPosts(view.posts)}
      ${renderTraces(view.traces)}
    </article>
  </main>`;
  return { title, section: 'stories', shape: 'column', body };
}

function renderTimeline({ story, timeline }: StoryPageView): Html | '' {
  if (timeline.length < 2) return '';
  const items = timeline.map((other) => {
    const isThis = other.story.id === story.story.id;
    const name = isThis ? html`<b aria-current="true">${other.title}</b>` : renderPageLink(other.page, other.title);
    const time = other.time === null ? '' : html`<span class="when">${renderTime(other.time, PAGE_LANGUAGE)}</span>`;
    return html`<li>${time}<span dir="auto">${name}</span></li>`;
  });
  return html`<section><h2>Timeline</h2><ol class="timeline">${items}</ol></section>`;
}

function renderArticle({ article, time, page }: ArticleView): Html {
  const shown = time === null ? html`time unknown` : renderTime(time, PAGE_LANGUAGE);
  return html`<li class="card">
    <h3 dir="auto">${renderPageLink(page, article.title)}</h3>
    <p class="when"><bdi>${article.publisher ?? 'Publisher not stated'}</bdi> · ${shown}</p>
  </li>`;
}

function renderPosts(posts: readonly StoryPost[]): Html {
  if (posts.length === 0) return html`<section><h2>Posted in</h2><p class="soft">No channel so far.</p></section>`;
  const items = posts.map(({ posted, topics }) => {
    const because = topics.length === 0 ? '' : html`, because it meets <bdi>${topics.join(', ')}</bdi>`;
    const place = `${channelUrl(posted.channel)}#m-${posted.id}`;
    return html`<li><a href="${place}">#${posted.channel.channel}</a>${because}</li>`;
  });
  return html`<section><h2>Posted in</h2><ul>${items}</ul></section>`;
}

function renderTraces(traces: readonly ArticleTrace[]): Html | '' {
  const told = traces.filter(({ trace }) => trace.length > 0);
  if (told.length === 0) return '';
  const items = told.map(({ view, trace }) => {
    const name = view.article.publisher ?? view.article.title;
    return html`<h3 dir="auto">${name}</h3><ol class="trace">${trace.map((step) => html`<li><bdi>${step}</bdi></li>`)}</ol>`;
  });
  return html`<section><details><summary>Why is it here, and what became of each article?</summary>${items}</details></section>`;
}

/** The topics for which a message tells a story; null where it does not. */
export function topicsTelling(message: Message, story: StoryView): readonly string[] | null {
  switch (message.kind) {
    case 'alert':
      return message.story === story.story.id ? message.topics : null;
    case 'stories': {
      const page = pageHref(story.page);
      const sections = message.sections.filter(({ stories }) => stories.some(({ url }) => pageHref(url) === page));
      return sections.length === 0 ? null : sections.map(({ heading }) => heading);
    }
    case 'note':
      return null;
  }
}
