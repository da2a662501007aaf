// @ts-check

// Of the pages; a time in a message of another language says so.
const LANGUAGE = 'en-GB';
/** @type {Readonly<Record<string, Intl.DateTimeFormatOptions>>} */
const STYLES = {
  minute: { dateStyle: 'medium', timeStyle: 'short' },
  hour: { timeStyle: 'short' },
  day: { dateStyle: 'full' },
};

/**
 * Shows the moments of a part of the page in the reader's own zone; what the server wrote (UTC) becomes the tooltip.
 * @param {ParentNode} part
 */
export function showLocalTimes(part) {
  if (Intl.DateTimeFormat().resolvedOptions().timeZone === 'UTC') return;
  for (const time of part.querySelectorAll('time[data-show]:not([title])')) {
    if (!(time instanceof HTMLTimeElement)) continue;
    const style = STYLES[time.dataset.show ?? ''];
    const at = new Date(time.dateTime);
    if (style === undefined || Number.isNaN(at.getTime())) continue;
    time.title = time.textContent ?? '';
    time.textContent = at.toLocaleString(time.lang || LANGUAGE, style);
  }
}

/**
 * Puts a line with the day before the first message of each day of the reader.
 * @param {Element} list
 */
export function separateDays(list) {
  for (const line of list.querySelectorAll(':scope > .day')) line.remove();
  let day = '';
  for (const item of list.querySelectorAll(':scope > [data-at]')) {
    if (!(item instanceof HTMLElement)) continue;
    const name = new Date(item.dataset.at ?? '').toLocaleString(LANGUAGE, STYLES.day);
    if (name === day) continue;
    day = name;
    const line = document.createElement('li');
    line.className = 'day';
    line.textContent = name;
    item.before(line);
  }
}
