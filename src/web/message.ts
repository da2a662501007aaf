import { toIso } from '../lib/clock.ts';
import type { Action, AlertMessage, Block, Message, Reply, Rich, SourceLine, Span } from '../platform/message.ts';
import type { PostedMessage } from '../platform/transcript.ts';
import { pageHref } from './guard.ts';
import { type Html, html } from './hono.ts';
import { dayOf, hourTime, longDay, minuteTime, renderTime } from './times.ts';

/** Gives an address as a link may hold it, or null where it must stay text. */
export type Href = (address: string) => string | null;

/** What a message needs to know of the page it stands in. */
export type Place = {
  readonly href: Href;
  /** Where commands of this channel are posted. */
  readonly sayUrl: string;
};

const SHOWN_SOURCES = 8;
const SHOWN_EARLIER = 5;

/**
 * The messages of a channel as a chat shows them: parted by day, replies under the message they answer. At most the
 * last `limit` of them, without counting replies; `olderUrl` leads to a page with the rest.
 */
export function renderMessages(
  messages: readonly PostedMessage[],
  place: Place,
  limit: number,
  olderUrl: string,
): Html {
  const threads = Map.groupBy(messages, (message) => message.thread);
  const ids = new Set(messages.map((message) => message.id));
  // A reply whose message is too old to be kept stands by itself.
  const tops = messages.filter((message) => message.thread === null || !ids.has(message.thread));
  const items: Html[] = [];
  if (tops.length > limit) {
    items.push(html`<li class="older" id="m-older" data-version="0"><a href="${olderUrl}">Older messages</a></li>`);
  }
  let day = '';
  for (const top of tops.slice(-limit)) {
    if (dayOf(top.postedAt) !== day) {
      day = dayOf(top.postedAt);
      items.push(html`<li class="day">${longDay(top.postedAt)}</li>`);
    }
    items.push(renderPosted(top, threads.get(top.id) ?? [], place));
  }
  return html`${items}`;
}

function renderPosted(posted: PostedMessage, replies: readonly PostedMessage[], place: Place): Html {
  // Changes whenever anything in the item does; the live script replaces items by it.
  const version = replies.reduce((sum, reply) => sum + 1 + reply.edits, posted.edits);
  return html`<li class="message" id="m-${posted.id}" data-version="${version}" data-at="${toIso(posted.postedAt)}">
    <svg class="avatar" aria-hidden="true"><use href="#newsdesk-mark"></use></svg>
    <div class="said">
      <p class="by"><b>Newsdesk</b> <span class="bot">bot</span> ${hourTime(posted.postedAt)}${editedMark(posted)}</p>
      ${renderMessage(posted.message, place)}
      ${replies.length === 0 ? '' : html`<ol class="thread" aria-label="Thread">${replies.map((reply) => renderThreaded(reply, place))}</ol>`}
    </div>
  </li>`;
}

function renderThreaded(reply: PostedMessage, place: Place): Html {
  return html`<li id="m-${reply.id}">
    <p class="by"><b>Newsdesk</b> ${minuteTime(reply.postedAt)}${editedMark(reply)}</p>
    ${renderMessage(reply.message, place)}
  </li>`;
}

function editedMark(posted: PostedMessage): Html | '' {
  if (posted.editedAt === null) return '';
  const isSameDay = dayOf(posted.editedAt) === dayOf(posted.postedAt);
  const time = isSameDay ? hourTime(posted.editedAt) : minuteTime(posted.editedAt);
  return html` <span class="edited">edited ${time}</span>`;
}

function renderMessage(message: Message, place: Place): Html {
  switch (message.kind) {
    case 'alert':
      return renderAlert(message, place);
    case 'note':
      return html`<p class="note" dir="auto">${renderRich(message.text, place.href)}</p>`;
  }
}

/** One alert as a card. */
function renderAlert(alert: AlertMessage, place: Place): Html {
  return html`<article class="alert">
    ${renderTags(alert.topics)}
    <h2 dir="auto">${renderPageLink(alert.url, alert.title)}</h2>
    ${renderWhenWhere(alert)}
    ${alert.summary.map((sentence) => html`<p dir="auto">${sentence}</p>`)}
    ${renderSources(alert.sources, alert.moreSources, place.href)}
    ${renderEarlier(alert)}
    ${renderActions(alert.actions, place.sayUrl)}
  </article>`;
}

function renderTags(topics: readonly string[]): Html | '' {
  if (topics.length === 0) return '';
  return html`<p class="tags">${topics.map((topic) => html`<span class="tag" dir="auto">${topic}</span> `)}</p>`;
}

/** When and where something happened, on one line; nothing where neither is known. */
export function renderWhenWhere(what: Pick<AlertMessage, 'time' | 'place'>): Html | '' {
  const parts: Html[] = [];
  if (what.time !== null) parts.push(renderTime(what.time));
  if (what.place !== null) parts.push(html`<bdi>${what.place}</bdi>`);
  if (parts.length === 0) return '';
  return html`<p class="when">${parts.map((part, index) => (index === 0 ? part : html` · ${part}`))}</p>`;
}

/** The sources of a story, the first reporter first; a long list is folded. `unlisted` more of them are on the story's page. */
export function renderSources(sources: readonly SourceLine[], unlisted: number, href: Href): Html | '' {
  if (sources.length === 0) return '';
  const items = sources.map((source) => html`<li>${renderSource(source, href)}</li>`);
  if (unlisted > 0) items.push(html`<li class="soft">and ${unlisted} more on the page of the story</li>`);
  const rest = items.slice(SHOWN_SOURCES);
  const all = sources.length + unlisted;
  return html`<h3>${all === 1 ? '1 source' : `${all} sources`}</h3>
    <ul class="sources">${items.slice(0, SHOWN_SOURCES)}</ul>
    ${rest.length === 0 ? '' : html`<details><summary>${all - SHOWN_SOURCES} more</summary><ul class="sources">${rest}</ul></details>`}`;
}

function renderSource(source: SourceLine, href: Href): Html {
  const name = source.publisher ?? (source.title === '' ? 'Unnamed source' : source.title);
  const time = source.time === null ? '' : html` <span class="when">${renderTime(source.time)}</span>`;
  return html`<bdi title="${source.title}">${renderLink(source.url, name, href)}</bdi>${time}`;
}

function renderEarlier(alert: AlertMessage): Html | '' {
  if (alert.earlier.length === 0) return '';
  const lines = alert.earlier.slice(-SHOWN_EARLIER).map((line) => {
    const time = line.time === null ? '' : html` <span class="when">${renderTime(line.time)}</span>`;
    return html`<li><bdi>${renderPageLink(line.url, line.title)}</bdi>${time}</li>`;
  });
  return html`<h3>Earlier</h3><ul class="sources">${lines}</ul>`;
}

function renderActions(actions: readonly Action[], sayUrl: string): Html | '' {
  if (actions.length === 0) return '';
  const buttons = actions.map((action) => html`<button name="line" value="${action.command}">${action.label}</button>`);
  return html`<form class="actions" method="post" action="${sayUrl}" data-say>${buttons}</form>`;
}

/** What a command answered, shown to the person who typed `line` and to nobody else. */
export function renderAnswer(line: string, reply: Reply, place: Place, dismissUrl: string): Html {
  return html`<div class="${reply.ok ? 'answer' : 'answer failed'}">
    <p class="asked"><code>${line}</code></p>
    <h2 dir="auto">${reply.title}</h2>
    ${reply.blocks.map((block) => renderBlock(block, place))}
    ${renderActions(reply.actions, place.sayUrl)}
    <p class="private">Only you can see this. <a href="${dismissUrl}" data-dismiss>Dismiss</a></p>
  </div>`;
}

function renderBlock(block: Block, place: Place): Html {
  switch (block.kind) {
    case 'text':
      return html`<p dir="auto">${renderRich(block.text, place.href)}</p>`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li><bdi>${renderRich(item, place.href)}</bdi></li>`)}</ul>`;
    case 'fields':
      return html`<dl>${block.rows.map(([label, value]) => html`<div><dt>${label}</dt><dd dir="auto">${renderRich(value, place.href)}</dd></div>`)}</dl>`;
    case 'message':
      return renderAlert(block.message, place);
  }
}

function renderRich(text: Rich, href: Href): readonly Html[] {
  return text.map((span) => renderSpan(span, href));
}

function renderSpan(span: Span, href: Href): Html {
  if (typeof span === 'string') return html`${span}`;
  switch (span.kind) {
    case 'strong':
      return html`<strong>${span.text}</strong>`;
    case 'code':
      return html`<code>${span.text}</code>`;
    case 'link':
      return renderLink(span.url, span.text, href);
    case 'time':
      return renderTime(span.time);
  }
}

/** A link, or its text alone where the address may not be linked to. */
export function renderLink(address: string, text: string, href: Href): Html {
  const target = href(address);
  if (target === null) return html`<span>${text}</span>`;
  if (target.startsWith('/')) return html`<a href="${target}">${text}</a>`;
  return html`<a href="${target}" rel="noopener noreferrer nofollow" target="_blank">${text}</a>`;
}

/** A link to a page here, whatever host its address names. */
export function renderPageLink(address: string, title: string): Html {
  const text = title.trim() === '' ? 'Untitled' : title;
  const target = pageHref(address);
  return target === null ? html`<span>${text}</span>` : html`<a href="${target}">${text}</a>`;
}
