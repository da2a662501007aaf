import type {
  Action,
  AlertMessage,
  Message,
  SourceLine,
  StoriesMessage,
  StoryLine,
  StorySection,
} from '../platform/message.ts';
import { type Language, wordsOf } from '../platform/words.ts';
import { type Html, html } from './hono.ts';
import { type Href, renderLink, renderPageLink, renderRich } from './rich.ts';
import { renderTime } from './times.ts';

/** What a message needs to know of the page it stands in. */
export type Place = {
  readonly href: Href;
  /** The page of its channel. */
  readonly url: string;
  /** Where commands of this channel are posted. */
  readonly sayUrl: string;
};

const SHOWN_SOURCES = 8;
const SHOWN_EARLIER = 5;

/** A message as it stands in a channel, in thread or answer; its labels are in the message's own language. */
export function renderMessage(message: Message, place: Place): Html {
  switch (message.kind) {
    case 'alert':
      return renderAlert(message, place);
    case 'stories':
      return renderStories(message, place);
    case 'note':
      return html`<p class="note" dir="auto">${renderRich(message.text, place.href)}</p>`;
  }
}

function renderAlert(alert: AlertMessage, place: Place): Html {
  const { language } = alert;
  return html`<article class="alert">
    ${renderTags(alert.mention, alert.topics)}
    <h2 dir="auto">${renderPageLink(alert.url, alert.title, wordsOf(language).untitled)}</h2>
    ${dotted('when', [...whenWhere(alert, language), ...picture(alert, place.href)])}
    ${alert.summary.map((sentence) => html`<p dir="auto">${sentence}</p>`)}
    ${renderSources(alert, language, place.href)}
    ${renderEarlier(alert)}
    ${renderActions(alert.actions, place)}
  </article>`;
}

function renderStories(message: StoriesMessage, place: Place): Html {
  const intro = message.intro.length === 0 ? '' : html`<p dir="auto">${renderRich(message.intro, place.href)}</p>`;
  return html`<article class="alert stories">
    ${renderTags(message.mention, [])}
    <h2 dir="auto">${message.title}</h2>
    ${intro}
    ${message.sections.map((section) => renderSection(section, message.language))}
    ${renderActions(message.actions, place)}
  </article>`;
}

function renderSection(section: StorySection, language: Language): Html {
  return html`<section>
    <h3 dir="auto">${section.heading}</h3>
    <ul class="lines">${section.stories.map((story) => renderStoryLine(story, language))}</ul>
    ${section.more === 0 ? '' : html`<p class="soft">${wordsOf(language).more(section.more)}</p>`}
  </section>`;
}

function renderStoryLine(story: StoryLine, language: Language): Html {
  const facts: Html[] = [];
  if (story.time !== null) facts.push(renderTime(story.time, language));
  if (story.publishers.length > 0) facts.push(html`<bdi>${story.publishers.join(', ')}</bdi>`);
  if (story.sources > story.publishers.length)
    facts.push(html`<span class="count">${wordsOf(language).sources(story.sources)}</span>`);
  const title = renderPageLink(story.url, story.title, wordsOf(language).untitled);
  return html`<li${story.isFollowUp ? html` class="follow-up"` : ''}><bdi>${title}</bdi>${dotted('when', facts)}</li>`;
}

// Nobody is rung here, so that a mention is shown as what it would be elsewhere.
function renderTags(mention: string | null, topics: readonly string[]): Html | '' {
  if (mention === null && topics.length === 0) return '';
  const chip = mention === null ? '' : html`<span class="tag mention" dir="auto">@${mention}</span> `;
  return html`<p class="tags">${chip}${topics.map((topic) => html`<span class="tag" dir="auto">${topic}</span> `)}</p>`;
}

/** When and where something happened, on one line; nothing where neither is known. */
export function renderWhenWhere(what: Pick<AlertMessage, 'time' | 'place'>, language: Language): Html | '' {
  return dotted('when', whenWhere(what, language));
}

function whenWhere({ time, place }: Pick<AlertMessage, 'time' | 'place'>, language: Language): readonly Html[] {
  const parts: Html[] = [];
  if (time !== null) parts.push(renderTime(time, language));
  if (place !== null) parts.push(html`<bdi>${place}</bdi>`);
  return parts;
}

// A link: these pages load nothing from other sites, or each look at a channel would be known there.
function picture({ image, language }: AlertMessage, href: Href): readonly Html[] {
  return image === null ? [] : [renderLink(image, wordsOf(language).picture, href)];
}

function dotted(style: string, parts: readonly Html[]): Html | '' {
  if (parts.length === 0) return '';
  return html`<p class="${style}">${parts.map((part, index) => (index === 0 ? part : html` · ${part}`))}</p>`;
}

/** The sources of a story, the first reporter first; a long list is folded, and what it only counts is on the story's page. */
export function renderSources(
  story: Pick<AlertMessage, 'sources' | 'moreSources' | 'url'>,
  language: Language,
  href: Href,
): Html | '' {
  if (story.sources.length === 0) return '';
  const words = wordsOf(language);
  const items = story.sources.map((source) => html`<li>${renderSource(source, language, href)}</li>`);
  if (story.moreSources > 0) {
    items.push(html`<li class="soft">${renderPageLink(story.url, words.more(story.moreSources))}</li>`);
  }
  const rest = items.slice(SHOWN_SOURCES);
  const all = story.sources.length + story.moreSources;
  return html`<h3>${words.sources(all)}</h3>
    <ul class="sources">${items.slice(0, SHOWN_SOURCES)}</ul>
    ${rest.length === 0 ? '' : html`<details><summary>${words.more(all - SHOWN_SOURCES)}</summary><ul class="sources">${rest}</ul></details>`}`;
}

function renderSource(source: SourceLine, language: Language, href: Href): Html {
  const name = source.publisher ?? (source.title.trim() === '' ? wordsOf(language).unnamedSource : source.title);
  const time = source.time === null ? '' : html` <span class="when">${renderTime(source.time, language)}</span>`;
  return html`<bdi title="${source.title}">${renderLink(source.url, name, href)}</bdi>${time}`;
}

function renderEarlier(alert: AlertMessage): Html | '' {
  const { language } = alert;
  if (alert.earlier.length === 0) return '';
  const lines = alert.earlier.slice(-SHOWN_EARLIER).map((line) => {
    const time = line.time === null ? '' : html` <span class="when">${renderTime(line.time, language)}</span>`;
    return html`<li><bdi>${renderPageLink(line.url, line.title, wordsOf(language).untitled)}</bdi>${time}</li>`;
  });
  return html`<h3>${wordsOf(language).earlier}</h3><ul class="sources">${lines}</ul>`;
}

/** Buttons. One that opens a form elsewhere puts its line into the command box, to be completed there. */
export function renderActions(actions: readonly Action[], place: Place): Html | '' {
  if (actions.length === 0) return '';
  const buttons = actions.map(({ label, command, form }) =>
    form === true
      ? html`<button name="line" value="${command}" formmethod="get" formaction="${place.url}" data-fill>${label}</button>`
      : html`<button name="line" value="${command}">${label}</button>`,
  );
  return html`<form class="actions" method="post" action="${place.sayUrl}" data-say>${buttons}</form>`;
}
