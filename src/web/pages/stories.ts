import type { StoryView } from '../../stories/view.ts';
import { type Html, html } from '../hono.ts';
import type { Page } from '../layout.ts';
import { renderWhenWhere } from '../message.ts';
import { renderPageLink } from '../rich.ts';
import { PAGE_LANGUAGE } from '../times.ts';

/** The latest stories. */
export function storiesPage(stories: readonly StoryView[], seeds: string | null): Page {
  const empty = html`<div class="empty"><h2>No stories yet</h2><p>${
    seeds === null
      ? 'They appear here as soon as the first articles are read.'
      : html`Drop an article file into <code>${seeds}</code> and it appears here within seconds.`
  }</p></div>`;
  const body = html`<main id="main">
    <h1>Latest stories</h1>
    ${stories.length === 0 ? empty : renderStoryList(stories)}
  </main>`;
  return { title: 'Latest stories', section: 'stories', shape: 'column', body };
}

/** What a search found. */
export function searchPage(query: string, stories: readonly StoryView[]): Page {
  const found = stories.length === 1 ? '1 story' : `${stories.length} stories`;
  const result =
    stories.length === 0
      ? html`<div class="empty"><h2>Nothing found</h2><p>Try fewer words, or another spelling of a name. The latest news is under <a href="/stories">Stories</a>.</p></div>`
      : html`<p class="soft">${found} for <q dir="auto">${query}</q>, the best first</p>${renderStoryList(stories)}`;
  const body = html`<main id="main">
    <h1>Search</h1>
    ${query === '' ? html`<p class="soft">Type what you are looking for into the box above: a name, a place, a few words.</p>` : result}
  </main>`;
  return {
    title: query === '' ? 'Search' : `${query.slice(0, 80)} – search`,
    section: 'search',
    shape: 'column',
    body,
    query,
  };
}

function renderStoryList(stories: readonly StoryView[]): Html {
  return html`<ul class="cards">${stories.map((story) => renderStory(story))}</ul>`;
}

function renderStory(story: StoryView): Html {
  const sources = story.articles.length === 1 ? '1 source' : `${story.articles.length} sources`;
  const publishers = [...new Set(story.articles.map(({ article }) => article.publisher ?? 'publisher not stated'))];
  const named = publishers.slice(0, 3).join(', ') + (publishers.length > 3 ? ', …' : '');
  return html`<li class="card">
    <h2 dir="auto">${renderPageLink(story.page, story.title)}</h2>
    ${renderWhenWhere(story, PAGE_LANGUAGE)}
    ${story.summary.slice(0, 1).map((sentence) => html`<p dir="auto">${sentence}</p>`)}
    <p class="soft">${sources}: <bdi>${named}</bdi></p>
  </li>`;
}
