import type { ArticleTime } from '../../articles/article.ts';
import { paragraphs } from '../../lib/text.ts';
import type { ArticleView, StoryView } from '../../stories/view.ts';
import { type Html, html } from '../hono.ts';
import type { Page } from '../layout.ts';
import { type Href, renderLink, renderPageLink } from '../rich.ts';
import { PAGE_LANGUAGE, renderTime } from '../times.ts';

// Far above the longest article; only a dump that is none is cut.
const SHOWN_CHARACTERS = 200_000;

/** What the page of an article shows. */
export type ArticlePageView = {
  readonly view: ArticleView;
  readonly story: StoryView | null;
  readonly trace: readonly string[];
};

/** The page of an article: the link of last resort for one whose file names no address. */
export function articlePage({ view, story, trace }: ArticlePageView, href: Href): Page {
  const { article, time } = view;
  const title = article.title === '' ? 'Untitled' : article.title;
  const shown = article.text.slice(0, SHOWN_CHARACTERS).toWellFormed();
  const when = time === null ? 'Time unknown' : renderTime(time, PAGE_LANGUAGE);
  const agency = article.agency === null ? '' : html` · from <bdi>${article.agency}</bdi>`;
  const place = article.place === null ? '' : html` · <bdi>${article.place}</bdi>`;
  const original =
    article.url === null
      ? html`<p class="soft">The article names no address of its own; this page stands in for it.</p>`
      : html`<p>${renderLink(article.url, 'Read the original', href)}</p>`;
  const body = html`<main id="main">
    <article class="story">
      <h1 dir="auto">${title}</h1>
      <div class="facts">
      <p class="when"><bdi>${article.publisher ?? 'Publisher not stated'}</bdi>${agency} · ${when}${place}</p>
      <p class="soft">${timeOrigin(article.time, time !== null)}${article.titleOrigin === 'lead' ? ' The title was made from its first sentence.' : ''}</p>
      ${original}
      </div>
      ${renderStory(story)}
      <div class="text" ${article.language === null ? '' : html`lang="${article.language}"`}>
        ${paragraphs(shown).map((paragraph) => html`<p dir="auto">${paragraph}</p>`)}
      </div>
      ${shown.length < article.text.length ? html`<p class="soft">The rest of this very long text is not shown.</p>` : ''}
      ${renderTrace(trace)}
    </article>
  </main>`;
  return { title, section: 'stories', shape: 'column', body };
}

function renderStory(story: StoryView | null): Html | '' {
  if (story === null) return '';
  const others = story.articles.length - 1;
  const count =
    others === 0 ? 'its only report so far' : others === 1 ? 'with 1 other report' : `with ${others} other reports`;
  return html`<p class="panel">Story: <bdi>${renderPageLink(story.page, story.title)}</bdi>, ${count}</p>`;
}

function renderTrace(trace: readonly string[]): Html | '' {
  if (trace.length === 0) return '';
  return html`<section><h2>Where it went</h2><ol class="trace">${trace.map((step) => html`<li><bdi>${step}</bdi></li>`)}</ol></section>`;
}

function timeOrigin(time: ArticleTime, isShown: boolean): string {
  switch (time.origin) {
    case 'stated':
      return time.precision === 'day' ? 'The article states this day.' : 'The article states this time.';
    case 'stated-local': {
      const reading = time.local.replace('T', ' ');
      if (time.zone !== null) return `The publisher’s clock showed ${reading} (${time.zone}).`;
      return `The article states ${reading} without a time zone, so the moment may be up to 14 hours off.`;
    }
    case 'inferred':
      return 'The article states no time; the day was concluded from its text.';
    case 'unknown':
      return isShown
        ? 'The article states no time; the day was concluded from its story.'
        : 'The article states no time.';
  }
}
