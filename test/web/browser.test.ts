import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WebPorts } from '../../src/web/ports.ts';
import { createWeb, type Web } from '../../src/web/web.ts';
import { sampleAlert, sampleSource, sampleStories } from '../contracts/platform.ts';
import { type Browser, findChromium, launchChromium, type Page } from '../support/chromium.ts';
import { archiveOf, general, generalUrl, quietUrl, sampleArticle, sampleSite, sampleStory } from './sample-site.ts';

type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

const publicHost = 'newsdesk.example';
const chromiumPath = findChromium();
// The browser itself reports these.
const LOST_CONNECTION = /ERR_(?:CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)/;
let browser: Browser;
let webs: Web[] = [];
let complaints: string[] = [];

// What a headline may hold at its worst; none of it may run, and none may break the layout.
const HOSTILE = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '"><svg onload=window.hacked=1>',
  'javascript:window.hacked=1',
  'x'.repeat(3000),
  '\u202eשלום عالم\u202c',
] as const;

// Every text that stands on a background it can hardly be told from, by the formula of WCAG 2 (4.5 : 1, large text 3 : 1).
const FIND_PALE_TEXT = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (color, under) => {
    canvas.fillStyle = under;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = (parts) => parts.map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const groundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (color !== 'rgba(0, 0, 0, 0)') return color;
    }
    return 'white';
  };
  const pale = [];
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim();
    if (own === '' || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const [a, b] = [luminance(rgb(style.color, ground)), luminance(rgb(ground, 'white'))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) pale.push(own.slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return pale;
})()`;

async function open(changes: Partial<WebPorts> = {}) {
  const site = await sampleSite({ publicUrl: `http://${publicHost}`, ...changes });
  const web = createWeb(site.ports);
  webs.push(web);
  const outcome = await web.start('127.0.0.1', 0);
  if (outcome.kind === 'failed') throw new Error(outcome.reason);
  return { ...site, url: outcome.url };
}

async function openPage(url: string, options: ContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  return page;
}

describe.skipIf(chromiumPath === null)('in a real browser', () => {
  beforeAll(async () => {
    if (chromiumPath !== null) browser = await launchChromium(chromiumPath, [publicHost]);
  });

  afterAll(async () => {
    await browser?.close();
  });

  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await Promise.all(webs.map((web) => web.stop()));
    webs = [];
    const heard = complaints;
    complaints = [];
    expect(heard).toEqual([]);
  });

  test('alerts stand in the channel, and their headline leads to the story', async () => {
    const { url } = await open();
    const page = await openPage(url);
    await page.getByRole('link', { name: 'Envoys meet in Valletta over consulates' }).click();
    await page.getByRole('heading', { level: 1, name: 'Envoys meet in Valletta over consulates' }).waitFor();
    await page.getByRole('link', { name: 'Island Post' }).first().click();
    await page.getByText('The article names no address of its own').waitFor();
  });

  test('new and edited messages appear by themselves', async () => {
    const { url, preview } = await open();
    const page = await openPage(url + quietUrl);
    await page.getByText('Nothing has been posted here yet').waitFor();
    const channel = { ...general, channel: 'quiet' };
    await preview.post(channel, sampleAlert({ title: 'First of all' }), 'k1');
    await page.getByText('First of all').waitFor();
    await preview.post(channel, sampleAlert({ title: 'Second of all' }), 'k2');
    await page.getByText('Second of all').waitFor();
    await preview.edit(channel, '1', sampleAlert({ title: 'First, edited' }));
    await page.getByText('First, edited').waitFor();
    await preview.reply(channel, '1', { kind: 'note', text: ['And a reply.'] }, 'k3');
    await page.getByText('And a reply.').waitFor();
    expect(await page.getByText('Nothing has been posted here yet').count()).toBe(0);
    expect(await page.locator('#messages > .message').evaluateAll((items) => items.map((item) => item.id))).toEqual([
      'm-1',
      'm-2',
    ]);
    expect(await page.locator('#messages > .day').count()).toBe(1);
  });

  test('what was said while the program was away appears when it is back', async () => {
    const { url, ports, preview } = await open();
    const page = await openPage(url);
    await page.getByText('Envoys meet in Valletta').first().waitFor();
    await Promise.all(webs.map((web) => web.stop()));
    await preview.post(general, sampleAlert({ title: 'Said meanwhile' }), 'k2');
    const again = createWeb(ports);
    webs.push(again);
    await again.start('127.0.0.1', Number(new URL(url).port));
    await page.getByText('Said meanwhile').waitFor();
    complaints = complaints.filter((text) => !LOST_CONNECTION.test(text));
  });

  test('an unchanged message is left alone: what the reader opened stays open', async () => {
    const { url, preview } = await open();
    const sources = Array.from({ length: 12 }, (_, number) => sampleSource(`Paper ${number}`));
    await preview.edit(general, '1', sampleAlert({ sources }));
    const page = await openPage(url);
    await page.getByText('4 more').click();
    await preview.post(general, sampleAlert({ title: 'Later' }), 'k2');
    await page.getByText('Later').waitFor();
    await expect.poll(() => page.getByText('Paper 11').isVisible()).toBe(true);
  });

  test('the newest message is in view at the start, and after it arrives', async () => {
    const { url, preview } = await open();
    for (let number = 0; number < 30; number++)
      await preview.post(general, sampleAlert({ title: `Alert ${number}.` }), `k${number}`);
    const page = await openPage(url);
    const inView = async (title: string) => ((await page.getByText(title).boundingBox())?.y ?? Infinity) < 720;
    expect(await inView('Alert 29.')).toBe(true);
    await preview.post(general, sampleAlert({ title: 'Last.' }), 'last');
    await page.getByText('Last.').waitFor();
    expect(await inView('Last.')).toBe(true);
  });

  test('a command is completed and sent with the keyboard alone', async () => {
    const { url, said } = await open();
    const page = await openPage(url);
    const box = page.getByRole('combobox');
    await box.focus();
    await page.keyboard.type('/news ');
    await page.getByRole('option').nth(2).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('[aria-selected="true"]').innerText()).toContain('/news latest');
    await page.keyboard.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('/news latest');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await page.getByText('You said /news latest').waitFor();
    expect(said).toEqual(['/news latest']);
    expect(await box.inputValue()).toBe('');
    await page.getByText('Dismiss').click();
    await page.getByText('You said /news latest').waitFor({ state: 'detached' });
  });

  test('Tab takes the first completion, then leaves the box; Escape closes the list', async () => {
    const { url } = await open();
    const page = await openPage(url);
    const box = page.getByRole('combobox');
    await box.focus();
    await page.keyboard.type('/news w');
    await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual([expect.stringContaining('/news why')]);
    await page.keyboard.press('Tab');
    await expect.poll(() => box.inputValue()).toBe('/news why');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Send');
    await box.fill('/news');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    expect(await box.inputValue()).toBe('/news');
  });

  test('buttons of an alert run their command', async () => {
    const { url, said } = await open();
    const page = await openPage(url);
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByText('You said /news why envoys').waitFor();
    expect(said).toEqual(['/news why envoys']);
  });

  test('a button with a form fills the command box and sends nothing, with and without JavaScript', async () => {
    const { url, preview, said } = await open();
    const actions = [{ label: 'Watch it', command: '/news l', form: true as const }];
    await preview.edit(general, '1', sampleAlert({ actions }));
    for (const javaScriptEnabled of [true, false]) {
      const page = await openPage(url, { javaScriptEnabled });
      await page.getByRole('button', { name: 'Watch it' }).click();
      const box = page.getByLabel('Command in #general');
      await box.and(page.locator(':focus')).waitFor();
      await page.keyboard.press('End');
      await page.keyboard.type('atest');
      expect((await box.inputValue()).replaceAll(' ', '')).toBe('/newslatest');
    }
    expect(said).toEqual([]);
  });

  test('a file that comes with an answer is downloaded, with and without JavaScript', async () => {
    const file = { name: 'news.yaml', text: 'topics: []\n' };
    const { url } = await open({ say: async () => ({ ok: true, title: 'Exported', blocks: [], actions: [], file }) });
    for (const javaScriptEnabled of [true, false]) {
      const page = await openPage(url, { javaScriptEnabled });
      await page.getByLabel('Command in #general').fill('/news export');
      await page.keyboard.press('Enter');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download news.yaml' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('news.yaml');
      expect(await readFile(await download.path(), 'utf8')).toBe(file.text);
    }
  });

  test('when the program is gone, the box says so and keeps its place', async () => {
    const { url } = await open();
    const page = await openPage(url);
    await page.getByText('Envoys meet in Valletta').first().waitFor();
    await Promise.all(webs.map((web) => web.stop()));
    await page.getByRole('combobox').fill('/news help');
    await page.keyboard.press('Enter');
    await page.getByText('Is it still running?').waitFor();
    complaints = complaints.filter((text) => !LOST_CONNECTION.test(text));
  });

  test('everything works without JavaScript', async () => {
    const { url, said } = await open();
    const page = await openPage(url, { javaScriptEnabled: false });
    await page.getByRole('textbox', { name: 'Command in #general' }).fill('/news latest');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('You said /news latest').waitFor();
    await page.getByRole('button', { name: 'Why?' }).click();
    await page.getByText('You said /news why envoys').waitFor();
    expect(said).toEqual(['/news latest', '/news why envoys']);
    await page.getByRole('searchbox').fill('Valletta');
    await page.keyboard.press('Enter');
    await page.getByText('1 story').waitFor();
  });

  test('commands are taken under a public name without HTTPS, with and without JavaScript', async () => {
    const { url, said } = await open();
    const publicUrl = `http://${publicHost}:${new URL(url).port}`;
    for (const javaScriptEnabled of [true, false]) {
      const page = await openPage(publicUrl + generalUrl, { javaScriptEnabled });
      await page.getByRole('button', { name: 'Why?' }).click();
      await page.getByText('You said /news why envoys').waitFor();
    }
    expect(said).toHaveLength(2);
    // A policy that counts under HTTPS only; browsers say so.
    complaints = complaints.filter(
      (text) => !text.startsWith('The Cross-Origin-Opener-Policy header has been ignored'),
    );
  });

  test('times are shown in the zone of the reader, days as the publisher has them', async () => {
    const { url, preview } = await open();
    const time = sampleAlert().time;
    if (time === null) throw new Error('the sample has a time');
    await preview.post(general, sampleAlert({ title: 'All day', time: { ...time, precision: 'day' } }), 'k2');
    const page = await openPage(url, { timezoneId: 'Pacific/Kiritimati' });
    await page.locator('#m-1 .alert > .when time', { hasText: '5 Mar 2024, 23:30' }).waitFor();
    expect(await page.locator('#m-1 .alert > .when time').getAttribute('title')).toBe('5 Mar 2024, 09:30 UTC');
    expect(await page.locator('#m-2 .alert > .when time').innerText()).toBe('5 Mar 2024');
    expect(await page.locator('#messages > .day').allInnerTexts()).toEqual([
      expect.stringMatching(/^Sunday,? 2 March 2025$/),
    ]);
  });

  test.each(['light', 'dark'] as const)(
    'all pages are readable in %s colours and at 360 pixels',
    async (colorScheme) => {
      const { url, said, preview } = await open();
      await preview.post(general, sampleStories({ mention: 'newsroom' }), 'k2');
      const page = await openPage(url, { colorScheme, viewport: { width: 360, height: 740 } });
      const article = await page.locator('.alert a[href^="/articles/"]').getAttribute('href');
      const story = await page.locator('.alert h2 a').getAttribute('href');
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(246, 245, 241)' : 'rgb(19, 23, 27)');
      await page.getByRole('combobox').fill('nonsense');
      await page.keyboard.press('Enter');
      await page.getByText('Commands begin with /news.').waitFor();
      expect(said).toEqual(['nonsense']);
      for (const path of [
        '',
        quietUrl,
        '/stories',
        story ?? '',
        article ?? '',
        '/topics',
        '/feeds',
        '/search?q=Valletta',
        '/search?q=none',
      ]) {
        if (path !== '') await page.goto(url + path);
        expect([path, await page.evaluate(FIND_PALE_TEXT)]).toEqual([path, []]);
        expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 360]);
      }
    },
  );

  test('hostile text stays text', async () => {
    const articles = HOSTILE.map((text, index) =>
      sampleArticle(`paper ${index}`, { title: text, text, summary: [text], publisher: text, place: text, url: text }),
    );
    const stories = articles.map((article) => sampleStory({ ...article, url: article.article.title }, articles));
    const { url, preview } = await open({ archive: archiveOf(stories), trace: async () => HOSTILE });
    for (const text of HOSTILE) {
      const source = sampleSource(text, { title: text, url: text });
      const alert = sampleAlert({
        title: text,
        url: text,
        summary: [text],
        place: text,
        topics: [text],
        sources: [source],
      });
      await preview.post(general, { ...alert, earlier: [source], actions: [{ label: text, command: text }] }, text);
      const line = { title: text, url: text, time: null, publishers: [text], sources: 1, isFollowUp: true };
      const sections = [{ heading: text, stories: [line], more: 0 }];
      await preview.post(
        general,
        sampleStories({ mention: text, title: text, intro: [text], sections }),
        `${text} list`,
      );
    }
    const page = await openPage(url, { viewport: { width: 360, height: 740 } });
    const pages = articles.flatMap(({ article }) => [`/articles/${article.id}`, `/stories/${article.id}`]);
    for (const path of [generalUrl, '/stories', ...pages]) {
      await page.goto(url + path);
      expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 360]);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('img, iframe, [onerror], [onload], [onclick], [style]').count()).toBe(0);
      const links = await page.locator('a').evaluateAll((anchors) => anchors.map((anchor) => anchor.protocol));
      expect(links.filter((protocol) => protocol !== 'http:' && protocol !== 'https:')).toEqual([]);
    }
  });

  test('everything can be reached with the keyboard, and the focus is seen', async () => {
    const { url } = await open();
    const page = await openPage(url);
    const reached: string[] = [];
    for (let step = 0; step < 20; step++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(`(() => {
        const { activeElement } = document;
        const outline = getComputedStyle(activeElement).outlineStyle;
        return activeElement === document.body ? 'body' : [activeElement.ariaLabel ?? activeElement.textContent.trim(), outline].join(' | ');
      })()`);
      if (focused === 'body') break;
      reached.push(String(focused));
    }
    expect(reached).toEqual([
      'Skip to content | solid',
      'Newsdesk | solid',
      'Channels | solid',
      'Stories | solid',
      'Topics | solid',
      'Feeds | solid',
      'Search stories | solid',
      '# general | solid',
      '# quiet | solid',
      'Consulate talks | solid',
      'Messages | solid',
      'Envoys meet in Valletta over consulates | solid',
      'Harbour Gazette | solid',
      'Island Post | solid',
      'Why? | solid',
      'Command in #general | solid',
      'Send | solid',
    ]);
  });
});
