import type { Rich, Span } from '../platform/message.ts';
import { wordsOf } from '../platform/words.ts';
import { pageHref } from './guard.ts';
import { type Html, html } from './hono.ts';
import { PAGE_LANGUAGE, renderTime } from './times.ts';

/** Gives an address as a link may hold it, or null where it must stay text. */
export type Href = (address: string) => string | null;

/** Text with its marks. In the preview a channel's id is its name. */
export function renderRich(text: Rich, href: Href): readonly Html[] {
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
      return renderTime(span.time, PAGE_LANGUAGE);
    case 'channel':
      return html`<b dir="auto">#${span.channel}</b>`;
  }
}

/** A link, or its text alone where the address may not be linked to. */
export function renderLink(address: string, text: string, href: Href): Html {
  const target = href(address);
  if (target === null) return html`<span>${text}</span>`;
  if (target.startsWith('/')) return html`<a href="${target}">${text}</a>`;
  return html`<a href="${target}" rel="noopener noreferrer nofollow" target="_blank">${text}</a>`;
}

/** A link to a page here, whatever host its address names. `untitled` stands for a title that has no visible character. */
export function renderPageLink(address: string, title: string, untitled = wordsOf(PAGE_LANGUAGE).untitled): Html {
  const text = title.trim() === '' ? untitled : title;
  const target = pageHref(address);
  return target === null ? html`<span>${text}</span>` : html`<a href="${target}">${text}</a>`;
}
