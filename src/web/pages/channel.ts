import { MAX_LINE_CHARACTERS } from '../../commands/parse.ts';
import { type ChannelAddress, channelKey } from '../../platform/channel.ts';
import type { PostedMessage } from '../../platform/transcript.ts';
import { renderMessages } from '../chat.ts';
import { type Html, html } from '../hono.ts';
import type { Page } from '../layout.ts';
import type { Place } from '../message.ts';
import type { TopicLine } from '../ports.ts';

const RECENT_MESSAGES = 100;

/** What the page of a channel shows. */
export type ChannelView = {
  readonly channel: ChannelAddress;
  readonly channels: readonly ChannelAddress[];
  readonly messages: readonly PostedMessage[];
  /** True for all messages that are kept; otherwise the last hundred, which a live page can fetch again and again. */
  readonly withOlder: boolean;
  readonly topics: readonly TopicLine[];
  /** The folder that takes article files, for the page of an empty channel. */
  readonly seeds: string | null;
  /** The answer to a command that was sent without the script; null where none was. */
  readonly answer: Html | null;
  /** What stands in the command box, to be completed. */
  readonly line: string;
};

/** What the list of messages shows. */
export type ChatView = Pick<ChannelView, 'channel' | 'messages' | 'withOlder' | 'seeds'>;

/** Where a channel's page is. */
export function channelUrl(channel: ChannelAddress): string {
  return `/channels/${encodeURIComponent(channelKey(channel))}`;
}

/** The page of a channel: the list of channels, the chat, and the command box. */
export function channelPage(view: ChannelView, place: Place): Page {
  const name = view.channel.channel;
  const url = channelUrl(view.channel);
  const body = html`<div class="workspace">
    <nav class="channels" aria-label="Channels">
      <h2>Channels</h2>
      <ul>${view.channels.map((channel) => renderChannelLink(channel, view.channel))}</ul>
    </nav>
    <main id="main" class="room">
      <header class="room-head"><h1 dir="auto"><span class="hash" aria-hidden="true">#</span> ${name}</h1>${renderFollowed(view)}</header>
      <div class="scroll" role="log" aria-label="Messages" tabindex="0">
        <div class="flow">
          <ol id="messages" class="messages" data-events="${url}/events" data-messages="${url}/messages${view.withOlder ? '?older' : ''}">${renderChat(view, place)}</ol>
          <div id="answer" role="status">${view.answer ?? ''}</div>
        </div>
      </div>
      ${renderBox(view, place)}
    </main>
  </div>`;
  return { title: `#${name}`, section: 'channels', shape: 'wide', body };
}

/** What is inside the list of messages: the messages, or what to do where there are none. */
export function renderChat(view: ChatView, place: Place): Html {
  if (view.messages.length > 0) {
    const limit = view.withOlder ? view.messages.length : RECENT_MESSAGES;
    return renderMessages(view.messages, place, limit, `${channelUrl(view.channel)}?older`);
  }
  const drop =
    view.seeds === null
      ? 'Alerts appear here as soon as an article meets a topic.'
      : html`Drop an article file into <code>${view.seeds}</code> and its alert appears here within seconds, if it meets a topic.`;
  return html`<li class="empty" id="m-none" data-version="0">
    <h2>Nothing has been posted here yet</h2>
    <p>${drop}</p>
    <p>To watch for something, type <code>/news watch</code> and a few words below. <code>/news help</code> lists what else there is.</p>
  </li>`;
}

function renderChannelLink(channel: ChannelAddress, current: ChannelAddress): Html {
  const label = html`<span aria-hidden="true">#</span> <bdi>${channel.channel}</bdi>`;
  const isCurrent = channelKey(channel) === channelKey(current);
  return isCurrent
    ? html`<li><a href="${channelUrl(channel)}" aria-current="page">${label}</a></li>`
    : html`<li><a href="${channelUrl(channel)}">${label}</a></li>`;
}

function renderFollowed(view: ChannelView): Html {
  const key = channelKey(view.channel);
  const followed = view.topics.filter((topic) => topic.channels.includes(key));
  if (followed.length === 0) return html`<p>Follows no topic yet</p>`;
  const names = followed.slice(0, 3).map((topic, index) => html`${index === 0 ? '' : ', '}<bdi>${topic.name}</bdi>`);
  const rest = followed.length > 3 ? ` and ${followed.length - 3} more` : '';
  return html`<p>Follows <a href="/topics">${names}${rest}</a></p>`;
}

function renderBox({ channel, line }: ChannelView, place: Place): Html {
  return html`<form id="box" class="box" method="post" action="${place.sayUrl}" data-say autocomplete="off">
    <ul id="completions" class="completions" hidden></ul>
    <input id="line" name="line" data-complete="${channelUrl(channel)}/complete" aria-label="Command in #${channel.channel}" placeholder="Type /news …" maxlength="${MAX_LINE_CHARACTERS}"
      ${line === '' ? '' : html`value="${line}" autofocus`} required spellcheck="false" autocapitalize="off" autocorrect="off" enterkeyhint="send">
    <button>Send</button>
  </form>`;
}
