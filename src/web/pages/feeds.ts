import type { FeedLine, FeedsView } from '../../feed-health.ts';
import { sayItemsADay } from '../../sources/feeds/health.ts';
import { type Html, html } from '../hono.ts';
import type { Page } from '../layout.ts';
import { minuteTime, PAGE_LANGUAGE } from '../times.ts';

/** How the feeds are doing: those in trouble first, each with its last success, its next poll, what is wrong, and what it brings. */
export function feedsPage(view: FeedsView): Page {
  const total = Object.values(view.counts).reduce((sum, number) => sum + number, 0);
  const empty = html`<div class="empty"><h2>No feeds yet</h2>
    <p>Articles come from the folder alone. Type <code>/news feeds add</code> and the address of a news site in a channel, or begin with <code>npx newsdesk feeds import config/feeds.opml</code>.</p></div>`;
  const body = html`<main id="main">
    <h1>Feeds</h1>
    ${
      total === 0
        ? empty
        : html`<p class="soft">${sayCounts(view.counts)}</p>
    <ul class="cards">${view.feeds.map((feed) => renderFeed(feed))}</ul>
    ${renderPages(view)}`
    }
  </main>`;
  return { title: 'Feeds', section: 'feeds', shape: 'column', body };
}

const KINDS = [
  ['failing', 'failing'],
  ['gone', 'gone'],
  ['new', 'not read yet'],
  ['well', 'well'],
  ['paused', 'paused'],
] as const;

function sayCounts(counts: FeedsView['counts']): string {
  const said = KINDS.filter(([kind]) => counts[kind] > 0).map(([kind, word]) => `${counts[kind]} ${word}`);
  const total = Object.values(counts).reduce((sum, number) => sum + number, 0);
  return `${total === 1 ? '1 feed' : `${total} feeds`}: ${said.join(', ')}`;
}

function renderFeed(feed: FeedLine): Html {
  return html`<li class="card feed">
    <h2><bdi>${feed.name}</bdi> ${renderMark(feed)}</h2>
    ${renderTrouble(feed)}
    <p class="soft">${renderFacts(feed)}</p>
  </li>`;
}

function renderMark({ health }: FeedLine): Html | '' {
  switch (health.kind) {
    case 'failing':
      return html`<span class="state bad">failing</span>`;
    case 'gone':
      return html`<span class="state bad">gone</span>`;
    case 'paused':
      return html`<span class="state">paused</span>`;
    case 'new':
      return html`<span class="state">not read yet</span>`;
    case 'well':
      return '';
  }
}

function renderTrouble({ health }: FeedLine): Html | '' {
  if (health.kind !== 'failing' && health.kind !== 'gone') return '';
  if (health.trouble === null) return html`<p>Its site says that it is gone for good.</p>`;
  const { sentence, since, count } = health.trouble;
  const tries = count === 1 ? '' : `, ${count} tries`;
  return html`<p dir="auto">${sentence} <span class="soft">Since ${minuteTime(since, PAGE_LANGUAGE)}${tries}.</span></p>`;
}

function renderFacts({ name, host, health, lastOkAt, nextAt, itemsADay, share, fullText }: FeedLine): readonly Html[] {
  const isAsked = health.kind !== 'gone' && health.kind !== 'paused';
  const facts = [
    ...(name === host ? [] : [html`<bdi>${host}</bdi>`]),
    ...(lastOkAt === null ? [] : [html`last read ${minuteTime(lastOkAt, PAGE_LANGUAGE)}`]),
    ...(isAsked ? [html`next ${minuteTime(nextAt, PAGE_LANGUAGE)}`] : []),
    ...(itemsADay === null ? [] : [html`${sayItemsADay(itemsADay)}`]),
    ...(share.articles === 0 ? [] : [html`${share.matched} of ${share.articles} articles matched`]),
    ...(fullText ? [html`its pages are read`] : []),
  ];
  return facts.map((fact, n) => (n === 0 ? fact : html` · ${fact}`));
}

function renderPages({ page, pages }: FeedsView): Html | '' {
  if (pages === 1) return '';
  return html`<nav class="pager" aria-label="More feeds">
    ${page > 1 ? html`<a href="/feeds?page=${page - 1}" rel="prev">Previous</a>` : ''}
    <span class="soft">Page ${page} of ${pages}</span>
    ${page < pages ? html`<a href="/feeds?page=${page + 1}" rel="next">Next</a>` : ''}
  </nav>`;
}
