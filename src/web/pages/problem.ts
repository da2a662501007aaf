import { html } from '../hono.ts';
import type { Page } from '../layout.ts';

/** A page that says in one sentence what is wrong and where to go. */
export function problemPage(title: string, sentence: string): Page {
  const body = html`<main id="main">
    <div class="empty"><h1>${title}</h1><p>${sentence}</p><p><a href="/">To the start</a></p></div>
  </main>`;
  return { title, section: null, shape: 'column', body };
}
