import { toIso } from '../lib/clock.ts';
import type { PostedMessage } from '../platform/transcript.ts';
import { type Html, html } from './hono.ts';
import { type Place, renderMessage } from './message.ts';
import { dayOf, hourTime, longDay, minuteTime, PAGE_LANGUAGE } from './times.ts';

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
    <p class="by"><b>Newsdesk</b> ${minuteTime(reply.postedAt, PAGE_LANGUAGE)}${editedMark(reply)}</p>
    ${renderMessage(reply.message, place)}
  </li>`;
}

function editedMark(posted: PostedMessage): Html | '' {
  if (posted.editedAt === null) return '';
  const isSameDay = dayOf(posted.editedAt) === dayOf(posted.postedAt);
  const time = isSameDay ? hourTime(posted.editedAt) : minuteTime(posted.editedAt, PAGE_LANGUAGE);
  return html` <span class="edited">edited ${time}</span>`;
}
