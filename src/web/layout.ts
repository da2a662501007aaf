import type { Assets } from './assets.ts';
import { type Html, html } from './hono.ts';

/** What every page has around it. */
export type Frame = {
  readonly assets: Assets;
  /** False where channels are shown elsewhere: there is no page of theirs to lead to. */
  readonly hasChannels: boolean;
};

type Section = 'channels' | 'stories' | 'topics' | 'feeds' | 'search' | null;

/** A page: what stands between header and end. `wide` pages fill the window and scroll inside. */
export type Page = {
  readonly title: string;
  readonly section: Section;
  readonly shape: 'column' | 'wide';
  readonly body: Html;
  readonly query?: string;
};

/** The page as it is sent. */
export function renderPage(page: Page, frame: Frame): Html {
  const { assets } = frame;
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${page.title} · Newsdesk</title>
  <link rel="icon" type="image/svg+xml" href="${assets.url('icon.svg')}">
  <link rel="stylesheet" href="${assets.url('style.css')}">
  <script type="module" src="${assets.url('newsdesk.js')}"></script>
</head>
<body class="${page.shape}">
  <a class="skip" href="#main">Skip to content</a>
  ${mark()}
  <header class="top">
    <a class="brand" href="/"><svg aria-hidden="true"><use href="#newsdesk-mark"></use></svg><span>Newsdesk</span></a>
    <nav class="pages" aria-label="Pages">
      ${frame.hasChannels ? navLink('/', 'Channels', page.section === 'channels') : ''}
      ${navLink('/stories', 'Stories', page.section === 'stories')}
      ${navLink('/topics', 'Topics', page.section === 'topics')}
      ${navLink('/feeds', 'Feeds', page.section === 'feeds')}
    </nav>
    <form class="search" role="search" action="/search">
      <input type="search" name="q" aria-label="Search stories" placeholder="Search stories" maxlength="300" value="${page.query ?? ''}">
    </form>
  </header>
  ${page.body}
</body>
</html>`;
}

function navLink(href: string, text: string, isCurrent: boolean): Html {
  return isCurrent ? html`<a href="${href}" aria-current="page">${text}</a>` : html`<a href="${href}">${text}</a>`;
}

// Drawn once a page and used by reference: as the sign of the site and as the bot's picture.
function mark(): Html {
  return html`<svg class="shapes" aria-hidden="true"><symbol id="newsdesk-mark" viewBox="0 0 40 40">
    <rect class="mark-ground" width="40" height="40" rx="11"/>
    <path class="mark-lines" d="M10 12h20M10 19h9M10 25h9M10 31h9"/>
    <rect class="mark-picture" x="22.5" y="18" width="8.5" height="14" rx="2"/>
  </symbol></svg>`;
}
