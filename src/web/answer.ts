import type { Block, Reply } from '../platform/message.ts';
import { type Html, html } from './hono.ts';
import { type Place, renderActions, renderMessage } from './message.ts';
import { renderRich } from './rich.ts';

/** What a command answered, shown to the person who typed `line` and to nobody else. */
export function renderAnswer(line: string, reply: Reply, place: Place): Html {
  return html`<div class="${reply.ok ? 'answer' : 'answer failed'}">
    <p class="asked"><code>${line}</code></p>
    <h2 dir="auto">${reply.title}</h2>
    ${reply.blocks.map((block) => renderBlock(block, place))}
    ${reply.file === undefined ? '' : renderFile(line, reply.file.name, place)}
    ${renderActions(reply.actions, place)}
    <p class="private">Only you can see this. <a href="${place.url}" data-dismiss>Dismiss</a></p>
  </div>`;
}

// Asks again and gets the file: without a script, and without the file's text in the page.
function renderFile(line: string, name: string, place: Place): Html {
  return html`<form class="actions" method="post" action="${place.sayUrl}?part=file">
    <button name="line" value="${line}">Download <bdi>${name}</bdi></button>
  </form>`;
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
      return renderMessage(block.message, place);
  }
}
