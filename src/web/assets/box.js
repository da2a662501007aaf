// @ts-check
import { showLocalTimes } from './times.js';

/** Answers commands in place, from the box and from buttons, and completes what is typed. */
export function startBox() {
  const box = document.getElementById('box');
  const answer = document.getElementById('answer');
  const input = document.getElementById('line');
  const options = document.getElementById('completions');
  if (!(box instanceof HTMLFormElement) || !(input instanceof HTMLInputElement)) return;
  if (answer === null || options === null) return;

  const completions = startCompletions(input, options);

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset['say'] === undefined) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (event.submitter?.dataset['fill'] !== undefined) {
      fill(input, `${data.get('line')} `);
      return;
    }
    if (form === box) {
      completions.close();
      input.value = '';
    }
    await say(form.action, String(data.get('line') ?? ''), answer);
  });

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset['dismiss'] === undefined) return;
    event.preventDefault();
    answer.replaceChildren();
    input.focus();
  });
}

/**
 * Puts a line that is to be completed into the box, as if it had been typed.
 * @param {HTMLInputElement} input
 * @param {string} line
 */
function fill(input, line) {
  input.value = line;
  input.focus();
  input.dispatchEvent(new Event('input'));
}

/**
 * @param {string} url
 * @param {string} line
 * @param {HTMLElement} answer
 */
async function say(url, line, answer) {
  answer.setAttribute('aria-busy', 'true');
  try {
    const response = await fetch(`${url}?part=answer`, { method: 'POST', body: new URLSearchParams({ line }) });
    if (!response.ok) throw new Error(`answered ${response.status}`);
    answer.innerHTML = await response.text();
    showLocalTimes(answer);
  } catch {
    const note = document.createElement('p');
    note.className = 'offline';
    note.textContent = `Newsdesk could not take “${line}”. Is it still running? Try again.`;
    answer.replaceChildren(note);
  } finally {
    answer.removeAttribute('aria-busy');
    answer.scrollIntoView({ block: 'nearest' });
  }
}

/**
 * A list of completions after the ARIA pattern of a combobox: arrows choose, Tab and Enter take, Escape closes.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 */
function startCompletions(input, list) {
  /** @type {readonly { value: string, label: string, hint: string }[]} */
  let found = [];
  let active = -1;
  let asked = 0;
  const completeUrl = input.dataset['complete'] ?? '';
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Completions');
  show([]);

  /** @param {typeof found} completions */
  function show(completions) {
    // A list that comes late must not take back what was chosen meanwhile.
    const chosen = found[active]?.value;
    found = completions;
    list.replaceChildren(...found.map(optionOf));
    list.hidden = found.length === 0;
    input.setAttribute('aria-expanded', String(found.length > 0));
    choose(found.findIndex((completion) => completion.value === chosen));
  }

  /** @param {number} index */
  function choose(index) {
    active = index;
    for (const [position, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(position === active));
    }
    const option = list.children[active];
    if (option === undefined) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  function close() {
    asked++;
    show([]);
  }

  async function ask() {
    // Until the answer comes, what no longer fits must not be taken.
    show(found.filter((completion) => completion.value.startsWith(input.value)));
    asked++;
    const question = asked;
    try {
      const response = await fetch(`${completeUrl}?line=${encodeURIComponent(input.value)}`);
      const completions = response.ok ? await response.json() : [];
      // An answer that comes after more was typed is of no use.
      if (question === asked) show(completions);
    } catch {
      if (question === asked) show([]);
    }
  }

  /** @param {number} index */
  function take(index) {
    const completion = found[index];
    if (completion === undefined) return;
    input.value = completion.value;
    input.focus();
    choose(-1);
    ask();
  }

  input.addEventListener('input', () => (input.value === '' ? close() : ask()));
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    const isOpen = found.length > 0;
    const first = Math.max(active, 0);
    if (event.key === 'ArrowDown' && !isOpen) ask();
    else if (event.key === 'ArrowDown') choose((active + 1) % found.length);
    else if (event.key === 'ArrowUp' && isOpen) choose((active <= 0 ? found.length : active) - 1);
    // Tab leaves the box where it has nothing to add, or nobody could get out of it.
    else if (event.key === 'Tab' && !event.shiftKey && isOpen && found[first]?.value !== input.value) take(first);
    else if (event.key === 'Enter' && active >= 0) take(active);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
  });
  // Before the click, the box would lose its focus and the list would close under the pointer.
  list.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option !== null) take([...list.children].indexOf(option));
  });

  return { close };
}

/**
 * @param {{ label: string, hint: string }} completion
 * @param {number} index
 */
function optionOf(completion, index) {
  const option = document.createElement('li');
  option.id = `completion-${index}`;
  option.setAttribute('role', 'option');
  const label = document.createElement('span');
  label.textContent = completion.label;
  const hint = document.createElement('small');
  hint.textContent = completion.hint;
  option.append(label, hint);
  return option;
}
