import { fold } from '../../lib/text.ts';
import { type ChannelAddress, channelKey } from '../../platform/channel.ts';
import { type ConceptView, ROLE_WORDS } from '../../topics/topic.ts';
import { type Html, html } from '../hono.ts';
import type { Page } from '../layout.ts';
import type { TopicLine } from '../ports.ts';
import { channelUrl } from './channel.ts';

const SHOWN_FORMS = 12;

/** The topics, what each compiled to, and who follows it. `channels` are those that have a page here. */
export function topicsPage(topics: readonly TopicLine[], channels: readonly ChannelAddress[]): Page {
  const byKey = new Map(channels.map((channel) => [channelKey(channel), channel]));
  const empty = html`<div class="empty"><h2>No topics here</h2><p>Type <code>/news watch</code> and a few words in a channel. What a workspace of Discord or Slack watches for, <code>/news topics</code> tells its people.</p></div>`;
  const body = html`<main id="main">
    <h1>Topics</h1>
    <p class="soft">What each topic is understood as, and the forms in which it is found. A plain phrase is met by all that is required and enough of the rest; a topic with operators is taken at its word.</p>
    ${topics.length === 0 ? empty : html`<ul class="cards">${topics.map((topic) => renderTopic(topic, byKey))}</ul>`}
  </main>`;
  return { title: 'Topics', section: 'topics', shape: 'column', body };
}

function renderTopic(topic: TopicLine, byKey: ReadonlyMap<string, ChannelAddress>): Html {
  const query = fold(topic.query) === fold(topic.name) ? '' : html`<p><code dir="auto">${topic.query}</code></p>`;
  return html`<li class="card">
    <h2 dir="auto">${topic.name}</h2>
    ${query}
    <dl class="concepts">${topic.concepts.map(renderConcept)}</dl>
    <p class="soft">${renderFollowers(topic.channels, byKey)}</p>
  </li>`;
}

function renderConcept(concept: ConceptView): Html {
  const words = ROLE_WORDS[concept.role];
  const more = concept.forms.length - SHOWN_FORMS;
  const forms = concept.forms.slice(0, SHOWN_FORMS).map((form) => html`<li><bdi>${form}</bdi></li>`);
  return html`<div>
    <dt dir="auto">${concept.label}${words === '' ? '' : html` <span class="required">${words}</span>`}</dt>
    <dd><ul class="forms">${forms}${more > 0 ? html`<li>${more} more</li>` : ''}</ul></dd>
  </div>`;
}

function renderFollowers(keys: readonly string[], byKey: ReadonlyMap<string, ChannelAddress>): Html {
  if (keys.length === 0) return html`No channel follows it`;
  const names = keys.map((key, index) => {
    const channel = byKey.get(key);
    const name = channel === undefined ? key : html`<a href="${channelUrl(channel)}">#${channel.channel}</a>`;
    return html`${index === 0 ? '' : ', '}<bdi>${name}</bdi>`;
  });
  return html`Followed in ${names}`;
}
