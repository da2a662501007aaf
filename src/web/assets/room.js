// @ts-check
import { separateDays, showLocalTimes } from './times.js';

const RETRY_MS = 10_000;
// In a burst of messages the page looks again this often, not after each.
const BURST_MS = 300;

/** Keeps the messages of the channel up to date while the page can be seen. */
export function startRoom() {
  const list = document.getElementById('messages');
  if (list === null) return;
  const { events, messages } = list.dataset;
  if (events === undefined || messages === undefined) return;
  separateDays(list);

  /** @type {EventSource | null} */
  let source = null;
  let isFetching = false;
  let isStale = false;

  async function refresh() {
    if (isFetching) {
      isStale = true;
      return;
    }
    isFetching = true;
    try {
      do {
        isStale = false;
        const response = await fetch(messages ?? '');
        if (response.ok && list !== null) update(list, await response.text());
        if (isStale) await new Promise((resolve) => setTimeout(resolve, BURST_MS));
      } while (isStale);
    } catch {
      // The server is away; the event stream notices too, and says "changed" when it is back.
    } finally {
      isFetching = false;
    }
  }

  function listen() {
    if (source !== null || document.hidden) return;
    const stream = new EventSource(events ?? '');
    source = stream;
    stream.addEventListener('changed', refresh);
    stream.addEventListener('error', () => {
      // A lost connection comes back by itself; one that was turned away does not.
      if (stream.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(listen, RETRY_MS);
    });
  }

  // Browsers allow few connections to one host, so that pages in the background must not hold one.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else {
      listen();
    }
  });
  listen();
}

/**
 * Brings the list to what the server has, touching only items that changed: open details and selected text stay.
 * @param {HTMLElement} list
 * @param {string} html
 */
function update(list, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const wanted = [...template.content.children].filter((item) => item.hasAttribute('data-version'));
  const ids = new Set(wanted.map((item) => item.id));
  for (const item of list.querySelectorAll(':scope > [data-version]')) if (!ids.has(item.id)) item.remove();
  for (const line of list.querySelectorAll(':scope > .day')) line.remove();
  wanted.forEach((item, index) => {
    const present = document.getElementById(item.id);
    if (present === null) {
      showLocalTimes(item);
      item.classList.add('fresh');
      list.insertBefore(item, list.children[index] ?? null);
    } else if (present.getAttribute('data-version') !== item.getAttribute('data-version')) {
      showLocalTimes(item);
      item.classList.add('fresh');
      present.replaceWith(item);
    }
  });
  separateDays(list);
}
