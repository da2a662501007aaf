import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { channelKey } from '../../src/platform/channel.ts';
import { StoreError } from '../../src/store/store-error.ts';
import type { WebPorts } from '../../src/web/ports.ts';
import { createWeb } from '../../src/web/web.ts';
import { sampleAlert, sampleSource, sampleStories } from '../contracts/platform.ts';
import {
  archiveOf,
  envoysTime,
  general,
  generalUrl,
  moment,
  quietUrl,
  sampleArticle,
  sampleFeeds,
  sampleSite,
  sampleStory,
} from './sample-site.ts';

const origin = 'http://127.0.0.1:8080';

async function open(changes: Partial<WebPorts> = {}) {
  const site = await sampleSite(changes);
  const web = createWeb(site.ports);
  const get = (path: string, headers: Record<string, string> = {}) =>
    web.fetch(new Request(origin + path, { headers }));
  const text = async (path: string) => (await get(path)).text();
  const say = (line: string, headers: Record<string, string> = { origin }, query = '') =>
    web.fetch(
      new Request(`${origin}${generalUrl}/say${query}`, {
        method: 'POST',
        headers,
        body: new URLSearchParams({ line }),
      }),
    );
  return { ...site, web, get, text, say };
}

describe('the page of a channel', () => {
  test('shows its alert with links, source, topic and buttons', async () => {
    const { text } = await open();
    const page = await text(generalUrl);
    expect(page).toContain('<article class="alert">');
    expect(page).toMatch(/<a href="\/stories\/a-\w{12}">Envoys meet in Valletta over consulates<\/a>/);
    expect(page).toContain('<time datetime="2024-03-05T09:30:00.000Z" data-show="minute">5 Mar 2024, 09:30 UTC</time>');
    expect(page).toContain('href="https://news.example/Harbour%20Gazette" rel="noopener noreferrer nofollow"');
    expect(page).toMatch(/<a href="\/articles\/a-\w{12}">Island Post<\/a>/);
    expect(page).toContain('2 sources');
    expect(page).toContain('<span class="tag" dir="auto">Consulate talks</span>');
    expect(page).toContain('<button name="line" value="/news why envoys">Why?</button>');
    expect(page).toContain('aria-current="page"');
  });

  test('marks edits, and puts replies under the message they answer', async () => {
    const { preview, text } = await open();
    await preview.edit(general, '1', sampleAlert({ title: 'Envoys met' }));
    await preview.reply(
      general,
      '1',
      { kind: 'note', text: ['It ended ', { kind: 'strong', text: 'early' }, '.'] },
      'k2',
    );
    await preview.post(general, sampleAlert({ title: 'Another' }), 'k3');
    const page = await text(generalUrl);
    expect(page).toContain('edited <time');
    expect(page).toContain('It ended <strong>early</strong>.');
    expect(page.indexOf('id="m-2"')).toBeLessThan(page.indexOf('id="m-3"'));
    expect(page).toMatch(/<ol class="thread"[^>]*>\s*<li id="m-2">/);
  });

  test('parts days, and marks inferred times', async () => {
    const { preview, text } = await open();
    const time = { ...envoysTime, precision: 'day' as const, inferred: true };
    await preview.post(general, sampleAlert({ time }), 'k2');
    const page = await text(generalUrl);
    expect(page.match(/class="day"/g)).toHaveLength(1);
    expect(page).toMatch(/Saturday,? 1 March 2025/);
    expect(page).toContain('<time datetime="2024-03-05">5 Mar 2024</time>');
    expect(page).toContain('>inferred</span>');
  });

  test('lists stories under their topics, follow-ups below what they follow from', async () => {
    const { preview, text } = await open();
    await preview.post(general, sampleStories({ intro: ['While ', { kind: 'channel', channel: 'quiet' }] }), 'k2');
    const page = await text(generalUrl);
    expect(page).toContain('<h2 dir="auto">News digest, 5 March 2024</h2>');
    expect(page).toContain('While <b dir="auto">#quiet</b>');
    expect(page).toMatch(
      /<h3 dir="auto">Consulate talks<\/h3>\s*<ul class="lines"><li><bdi><a href="\/stories\/envoys">/,
    );
    expect(page).toMatch(/<li class="follow-up"><bdi><a href="\/stories\/reopen">Consulates reopen<\/a>/);
    expect(page).toContain(
      '09:30 UTC</time> · <bdi>Harbour Gazette, Island Post</bdi> · <span class="count">5 sources</span></p>',
    );
    expect(page).toContain('<p class="soft">and 3 more</p>');
  });

  test('a message is labelled in its language, names whom it would ring, and leads to its picture', async () => {
    const { preview, text } = await open();
    const image = 'https://p.example/a.jpg';
    const sources = [sampleSource('Island Post'), sampleSource(null, { title: ' ' })];
    await preview.edit(general, '1', sampleAlert({ language: 'de', mention: 'newsroom', image, sources, title: '' }));
    const page = await text(generalUrl);
    expect(page).toContain('<h3>2 Quellen</h3>');
    expect(page).toContain('data-show="minute" lang="de">5. März 2024, 09:30 UTC</time>');
    expect(page).toContain('>Unbekanntes Medium</a>');
    expect(page).toContain('>Ohne Titel</a>');
    expect(page).toContain('<span class="tag mention" dir="auto">@newsroom</span>');
    expect(page).toContain(`<a href="${image}" rel="noopener noreferrer nofollow" target="_blank">Bild</a>`);
    expect(page).not.toContain('<img');
  });

  test('a button with a form leads to the command box with its line', async () => {
    const { preview, text } = await open();
    const actions = [{ label: 'Watch', command: '/news watch', form: true as const }];
    await preview.edit(general, '1', sampleAlert({ actions }));
    expect(await text(generalUrl)).toContain(
      `<button name="line" value="/news watch" formmethod="get" formaction="${generalUrl}" data-fill>Watch</button>`,
    );
    const filled = await text(`${generalUrl}?line=%2Fnews%20watch%20%22`);
    expect(filled).toContain('value="/news watch &quot;" autofocus');
    expect(await text(`${generalUrl}?line=${'x'.repeat(9000)}`)).toContain(`value="${'x'.repeat(2000)}" autofocus`);
  });

  test('folds a long list of sources', async () => {
    const { preview, text } = await open();
    const sources = Array.from({ length: 200 }, (_, number) => sampleSource(`Paper ${number}`));
    await preview.edit(general, '1', sampleAlert({ sources, moreSources: 50 }));
    const page = await text(generalUrl);
    expect(page).toContain('250 sources');
    expect(page).toContain('<summary>and 242 more</summary>');
    expect(page).toContain('>and 50 more</a>');
  });

  test('shows the last hundred messages, and the older ones when asked', async () => {
    const { preview, text } = await open();
    for (let number = 2; number <= 120; number++) await preview.post(general, sampleAlert(), `k${number}`);
    await preview.reply(general, '21', { kind: 'note', text: ['More.'] }, 'reply');
    for (const path of [generalUrl, `${generalUrl}/messages`]) {
      const recent = await text(path);
      expect(recent.match(/class="message"/g)).toHaveLength(100);
      expect(recent).not.toContain('id="m-20"');
      expect(recent).toContain('id="m-21"');
      expect(recent).toContain(`<a href="${generalUrl}?older">Older messages</a>`);
      const all = await text(`${path}?older`);
      expect(all.match(/class="message"/g)).toHaveLength(120);
      expect(all).not.toContain('Older messages');
    }
  });

  test('says what to do while it is empty', async () => {
    const { text } = await open();
    expect(await text(quietUrl)).toContain('Drop an article file into <code>seeds/</code>');
  });

  test('the start leads to the first channel, or to the stories where there is none', async () => {
    const { get } = await open();
    expect((await get('/')).headers.get('location')).toBe(generalUrl);
    const without = await open({ transcript: null });
    expect((await without.get('/')).headers.get('location')).toBe('/stories');
    expect(await without.text('/stories')).not.toContain('>Channels<');
    expect((await without.get(generalUrl)).status).toBe(404);
    expect((await without.say('/news help')).status).toBe(404);
  });
});

describe('commands', () => {
  test('a form is answered on the page, for those without the script', async () => {
    const { get, say, said } = await open();
    const page = await (await say(' /news latest ')).text();
    expect(said).toEqual(['/news latest']);
    expect(page).toContain('You said /news latest');
    expect(page).toContain('<article class="alert">');
    expect(page).toContain('Only you can see this.');
    expect((await get(`${generalUrl}/say`)).headers.get('location')).toBe(generalUrl);
  });

  test('the script gets the answer alone', async () => {
    const { say } = await open();
    const part = await (await say('nonsense', { 'sec-fetch-site': 'same-origin' }, '?part=answer')).text();
    expect(part).toContain('class="answer failed"');
    expect(part).not.toContain('<html');
  });

  test('a program gets the answer as data', async () => {
    const { say } = await open();
    expect(await (await say('/news help', { origin }, '?part=json')).json()).toMatchObject({
      ok: true,
      title: 'Understood',
    });
  });

  test('a file that comes with an answer is handed over when asked for, whatever its name', async () => {
    const file = { name: 'news"\r\ndesk.yaml', text: 'topics:\n- <b>' };
    const { say } = await open({ say: async () => ({ ok: true, title: 'Exported', blocks: [], actions: [], file }) });
    const answer = await (await say('/news export')).text();
    expect(answer).toMatch(/<form class="actions" method="post" action="[^"]*\/say\?part=file">/);
    expect(answer).toContain('<button name="line" value="/news export">Download');
    expect(answer).not.toContain('topics:');
    const handed = await say('/news export', { origin }, '?part=file');
    expect(handed.headers.get('content-disposition')).toBe('attachment; filename="news___desk.yaml"');
    expect(handed.headers.get('content-type')).toMatch(/^text\/plain; charset=utf-8/i);
    expect(await handed.text()).toBe(file.text);
    const { say: sayOther } = await open();
    expect(await (await sayOther('/news latest', { origin }, '?part=file')).text()).toContain('You said /news latest');
  });

  test('a program hands a file over beside the line', async () => {
    const { web, said } = await open();
    const send = (file: string) => {
      const body = new FormData();
      body.set('line', '/news import');
      body.set('file', file);
      const request = new Request(`${origin}${generalUrl}/say?part=json`, {
        method: 'POST',
        headers: { origin },
        body,
      });
      return web.fetch(request);
    };
    expect((await send('漢'.repeat(1_000_000))).status).toBe(200);
    expect(said).toEqual(['/news import with 1000000 characters']);
    expect((await send('x'.repeat(5_000_000))).status).toBe(413);
    expect(said).toHaveLength(1);
  });

  test('other sites cannot give any', async () => {
    const { say, said } = await open();
    const foreign: readonly Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', origin },
    ];
    for (const headers of foreign) expect((await say('/news help', headers)).status).toBe(403);
    expect(said).toEqual([]);
  });

  test('empty and endless ones are turned away with a sentence', async () => {
    const { say, said } = await open();
    expect((await say('  ')).status).toBe(400);
    expect((await say('x'.repeat(2001))).status).toBe(413);
    expect((await say('x'.repeat(1_000_000))).status).toBe(413);
    expect(said).toEqual([]);
  });

  test('one that fails is answered: what is wrong with the store in words, anything else without its text', async () => {
    const failures = [
      [new StoreError('full', 'No room is left. Free some space.'), 'No room is left. Free some space.'],
      [new Error('secret of the store'), 'The reason is in the log of Newsdesk.'],
    ] as const;
    for (const [failure, sentence] of failures) {
      const { say, errors } = await open({ say: () => Promise.reject(failure) });
      const reply = await (await say('/news topics', { origin }, '?part=json')).json();
      expect(reply).toMatchObject({ ok: false, title: 'This could not be done' });
      expect(JSON.stringify(reply)).toContain(sentence);
      expect(await (await say('/news topics')).text()).toContain(sentence);
      expect(errors).toEqual([failure, failure]);
    }
  });

  test('programs are told in their own form that a line is too long', async () => {
    const { say } = await open();
    for (const length of [2001, 1_000_000]) {
      const reply = await (await say('x'.repeat(length), { origin }, '?part=json')).json();
      expect(reply).toMatchObject({ ok: false, title: 'This line is too long' });
    }
  });

  test('a channel that follows a topic has its page before anything is posted there', async () => {
    const atHarbour = { ...general, channel: 'été: harbour' };
    const elsewhere = { platform: 'discord', workspace: 'guild', channel: 'town' };
    const channels = [atHarbour, elsewhere].map(channelKey);
    const { text, get } = await open({ topics: () => [{ name: 'Storms', query: 'storms', concepts: [], channels }] });
    expect(await text(generalUrl)).toContain('<bdi>été: harbour</bdi>');
    expect(await text(generalUrl)).not.toContain('town');
    const url = `/channels/${encodeURIComponent(channelKey(atHarbour))}`;
    expect(await text(url)).toContain('Nothing has been posted here yet');
    expect(await text('/topics')).toContain(`href="${url}"`);
    expect((await get(`/channels/${encodeURIComponent(channelKey(elsewhere))}`)).status).toBe(404);
  });

  test('what is typed is completed', async () => {
    const { get } = await open();
    const found = await (await get(`/channels/${channelKey(general)}/complete?line=%2Fnews%20l`)).json();
    expect(found).toEqual([{ value: '/news latest', label: '/news latest', hint: 'What /news latest does' }]);
  });
});

describe('the other pages', () => {
  test('a story tells its sources, its timeline, its articles and where it was posted', async () => {
    const first = sampleArticle('Harbour Gazette', { title: 'Envoys to meet' });
    const second = sampleArticle('Island Post', { title: 'Envoys met', url: null });
    const stories = [sampleStory(first), sampleStory(second)];
    const { preview, text } = await open({ archive: archiveOf(stories) });
    await preview.post(general, sampleAlert({ story: second.story }), 'k2');
    const page = await text(`/stories/${second.article.id}`);
    expect(page).toContain('<b aria-current="true">Envoys met</b>');
    expect(page).toContain(`<a href="/stories/${first.article.id}">Envoys to meet</a>`);
    expect(page).toContain('1 source');
    expect(page).toContain(`<a href="${generalUrl}#m-2">#general</a>, because it meets <bdi>Consulate talks</bdi>`);
    expect(page).toContain('Posted in #general.');
  });

  test('a story that was told in a list was posted there too', async () => {
    const first = sampleArticle('Harbour Gazette');
    const story = sampleStory(first);
    const { preview, text } = await open({ archive: archiveOf([story]) });
    const [section] = sampleStories().sections;
    const [line] = section?.stories ?? [];
    if (line === undefined) throw new Error('the sample lists a story');
    const sections = [
      { heading: 'Ferries', stories: [line], more: 0 },
      { heading: 'Harbour', stories: [line, { ...line, url: story.page }], more: 0 },
    ];
    await preview.edit(general, '1', sampleStories({ sections }));
    expect(await text(`/stories/${first.article.id}`)).toContain(
      `<a href="${generalUrl}#m-1">#general</a>, because it meets <bdi>Harbour</bdi>`,
    );
  });

  test.each([
    [{ origin: 'stated', at: envoysTime.at, precision: 'minute', zone: null }, 'The article states this time.'],
    [{ origin: 'stated', at: envoysTime.at, precision: 'day', zone: null }, 'The article states this day.'],
    [
      {
        origin: 'stated-local',
        at: envoysTime.at,
        precision: 'minute',
        local: '2024-03-05T10:30',
        zone: 'Europe/Malta',
      },
      'clock showed 2024-03-05 10:30 (Europe/Malta).',
    ],
    [
      { origin: 'stated-local', at: envoysTime.at, precision: 'minute', local: '2024-03-05T10:30', zone: null },
      'may be up to 14 hours off',
    ],
    [{ origin: 'inferred', at: moment('2024-03-05T00:00:00Z'), precision: 'day' }, 'concluded from its text'],
    [{ origin: 'unknown' }, 'The article states no time; the day was concluded from its story.'],
  ] as const)('an article says where its time comes from: %o', async (time, words) => {
    const article = sampleArticle('Harbour Gazette', { time });
    const { text } = await open({ archive: archiveOf([sampleStory(article)]) });
    expect(await text(`/articles/${article.article.id}`)).toContain(words);
  });

  test('an article shows its text, its story, its trace and its original', async () => {
    const article = sampleArticle('Harbour Gazette', { agency: 'AFP', titleOrigin: 'lead' });
    const { text } = await open({ archive: archiveOf([sampleStory(article)]) });
    const page = await text(`/articles/${article.article.id}`);
    expect(page).toContain('<p dir="auto">They will meet again in May.</p>');
    expect(page).toContain('Read the original');
    expect(page).toContain('from <bdi>AFP</bdi>');
    expect(page).toContain('The title was made from its first sentence.');
    expect(page).toContain('its only report so far');
    expect(page).toContain('Posted in #general.');
  });

  test('topics show what they compiled to and who follows them', async () => {
    const page = await (await open()).text('/topics');
    expect(page).toContain('<li><bdi>embassy</bdi></li>');
    expect(page).toContain(`<a href="${generalUrl}">#general</a>`);
  });

  test('feeds show how each is doing, those in trouble first', async () => {
    const { text } = await open();
    const page = await text('/feeds');
    expect(page).toContain('5 feeds: 1 failing, 1 gone, 1 not read yet, 1 well, 1 paused');
    expect(page).toContain('<span class="state bad">failing</span>');
    expect(page).toContain('refuses to show this (status 403)');
    expect(page).toContain('4 tries');
    expect(page).toContain('12 items a day');
    expect(page).toContain('3 of 40 articles matched');
    expect(page).toContain('<bdi>harbour.example</bdi>');
    expect(page).not.toContain('Page 1');
    expect(page).toContain('<a href="/feeds" aria-current="page">Feeds</a>');
  });

  test('feeds come a page at a time', async () => {
    const asked: number[] = [];
    const feeds = (page: number) => {
      asked.push(page);
      return sampleFeeds({ page: 2, pages: 3 });
    };
    const { text } = await open({ feeds });
    const page = await text('/feeds?page=2');
    expect(page).toContain('href="/feeds?page=1"');
    expect(page).toContain('href="/feeds?page=3"');
    await text('/feeds?page=x');
    expect(asked).toEqual([2, 1]);
  });

  test('without feeds, their page says how to begin', async () => {
    const counts = { failing: 0, gone: 0, new: 0, well: 0, paused: 0 };
    const { text } = await open({ feeds: () => sampleFeeds({ counts, feeds: [] }) });
    expect(await text('/feeds')).toContain('npx newsdesk feeds import config/feeds.opml');
  });

  test('a search finds, finds nothing, and asks for words', async () => {
    const { text } = await open();
    expect(await text('/search?q=Valletta')).toContain('1 story for <q dir="auto">Valletta</q>');
    expect(await text('/search?q=%3Cb%3E')).toContain('Nothing found');
    expect(await text('/search?q=%3Cb%3E')).toContain('value="&lt;b&gt;"');
    expect(await text('/search')).toContain('Type what you are looking for');
  });

  test('without articles, the stories say what to do', async () => {
    const { text } = await open({ archive: archiveOf([]) });
    expect(await text('/stories')).toContain('Drop an article file into <code>seeds/</code>');
  });

  test('health is for programs', async () => {
    const well = await (await open()).get('/healthz');
    expect([well.status, await well.json()]).toEqual([200, { ok: true, isReady: true, lines: ['2 articles'] }]);
    const ill = await open({ health: () => ({ ok: false, isReady: false, lines: ['store: full'] }) });
    expect((await ill.get('/healthz')).status).toBe(503);
    expect((await ill.get('/healthz/ready')).status).toBe(503);
    expect((await ill.get('/healthz/live')).status).toBe(200);
  });

  test('what a doctor finds is for programs', async () => {
    const { web, get } = await open();
    const ask = (origin: string) =>
      web.fetch(new Request('http://127.0.0.1:8080/doctor', { method: 'POST', headers: { origin } }));
    // It calls the platforms: no page elsewhere may set it to work.
    expect((await get('/doctor')).status).toBe(404);
    expect((await ask('https://elsewhere.example')).status).toBe(403);
    const found = await ask('http://127.0.0.1:8080');
    expect(await found.json()).toEqual([{ level: 'good', what: 'All is well.', advice: null }]);
    // It names channels of every workspace: those who come by the public name get none of it.
    const { web: known } = await open({ publicUrl: 'https://news.example/' });
    const come = (at: string) => known.fetch(new Request(`${at}/doctor`, { method: 'POST', headers: { origin: at } }));
    expect((await come('https://news.example')).status).toBe(404);
    expect((await come('http://127.0.0.1:8080')).status).toBe(200);
  });

  test('what is not there is a page too', async () => {
    const { get } = await open();
    for (const path of [
      '/nope',
      '/stories/a-nope',
      '/articles/%E0%A4%A',
      '/channels/x',
      '/channels/x/events',
      '/assets/..%2fweb.ts',
    ]) {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('Nothing here');
    }
  });

  test('an error is reported, and told without its text', async () => {
    const failing = { ...archiveOf([]), latest: () => Promise.reject(new Error('secret of the store')) };
    const { get, errors } = await open({ archive: failing });
    const response = await get('/stories');
    expect(response.status).toBe(500);
    const page = await response.text();
    expect(page).toContain('Something went wrong');
    expect(page).not.toContain('secret');
    expect(errors).toEqual([new Error('secret of the store')]);
  });
});

describe('safety', () => {
  test('every answer carries the policies', async () => {
    const { get, say } = await open();
    const answers = [
      await get(generalUrl),
      await get('/nope'),
      await get('/assets/style.css'),
      await get('/healthz'),
      await say('', {}),
    ];
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  test('it answers to its own names only', async () => {
    const { web } = await open({ publicUrl: 'https://news.example/' });
    const status = async (url: string) => (await web.fetch(new Request(url))).status;
    expect(await status('http://localhost:1234/stories')).toBe(200);
    expect(await status('http://news.example/stories')).toBe(200);
    expect(await status('http://evil.example/stories')).toBe(421);
    expect(await status('http://10.0.0.1/healthz')).toBe(421);
  });

  test('files of pages are kept for long under their hash, and asked for anew otherwise', async () => {
    const { get, text } = await open();
    const [style] = /\/assets\/style\.css\?v=\w+/.exec(await text('/stories')) ?? [];
    if (style === undefined) throw new Error('the page names no style sheet');
    const hashed = await get(style);
    expect(hashed.headers.get('cache-control')).toContain('immutable');
    expect(hashed.headers.get('content-type')).toBe('text/css; charset=utf-8');
    const etag = hashed.headers.get('etag') ?? '';
    expect((await get('/assets/style.css', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('/assets/style.css?v=old')).headers.get('cache-control')).toBe('no-cache');
  });

  test('no text becomes markup, on any page', async () => {
    const piece = fc.constantFrom(
      '<script>',
      '</script>',
      '<b onclick=x>',
      '"',
      "'",
      '&lt;',
      'javascript:alert(1)',
      '\u202e',
      '\ud800',
      '-->',
      'x',
    );
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' ')),
    );
    const plain = await markupOf('x');
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        // An empty line parts paragraphs, which are markup of ours.
        expect(await markupOf(`x${text.replaceAll('\n', ' ')}`)).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });
});

// The tags of all pages that show `text` wherever an article or a person can put one; attributes that hold it are cut out.
async function markupOf(text: string): Promise<readonly string[]> {
  const article = sampleArticle('Harbour Gazette', {
    title: text,
    text,
    summary: [text],
    publisher: text,
    agency: text,
    place: text,
  });
  const story = sampleStory({ ...article, url: text }, [sampleArticle('Island Post', { title: text, url: text })]);
  const concept = { label: text, forms: [text], role: 'counts' as const };
  const {
    preview,
    text: page,
    say,
  } = await open({
    archive: {
      ...archiveOf([story]),
      search: async () => [story],
      timeline: async () => [story, sampleStory(article)],
    },
    topics: () => [{ name: text, query: text, concepts: [concept], channels: [text] }],
    feeds: () => hostileFeeds(text),
    trace: async () => [text],
    say: async () => ({
      ok: false,
      title: text,
      blocks: [
        { kind: 'list', items: [[text, { kind: 'code', text }]] },
        { kind: 'fields', rows: [[text, [{ kind: 'link', text, url: text }]]] },
        { kind: 'message', message: sampleAlert({ title: text }) },
      ],
      actions: [{ label: text, command: text }],
      file: { name: text, text },
    }),
  });
  const source = sampleSource(text, { title: text, url: text });
  const alert = sampleAlert({
    title: text,
    url: text,
    summary: [text],
    place: text,
    topics: [text],
    sources: [source],
    mention: text,
    image: text,
  });
  await preview.edit(general, '1', { ...alert, earlier: [source], actions: [{ label: text, command: text }] });
  await preview.reply(general, '1', { kind: 'note', text: [text, { kind: 'link', text, url: text }] }, 'k2');
  const line = { title: text, url: text, time: null, publishers: [text], sources: 1, isFollowUp: false };
  const stories = sampleStories({
    mention: text,
    title: text,
    intro: [text, { kind: 'channel', channel: text }],
    sections: [{ heading: text, stories: [line], more: 1 }],
    actions: [{ label: text, command: text, form: true }],
  });
  await preview.post(general, stories, 'k3');
  const pages = [
    await page(generalUrl),
    await page(`${generalUrl}?line=${encodeURIComponent(text.toWellFormed())}`),
    await page('/stories'),
    await page(`/stories/${article.article.id}`),
    await page(`/articles/${article.article.id}`),
    await page('/topics'),
    await page('/feeds'),
    await page(`/search?q=${encodeURIComponent(text.toWellFormed())}`),
    await (await say(text)).text(),
  ];
  return pages.map((html) => (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '')).join(''));
}

/** Feeds whose titles, addresses and reasons say this. */
function hostileFeeds(text: string) {
  const { feeds, ...view } = sampleFeeds();
  return {
    ...view,
    feeds: feeds.map((feed): (typeof feeds)[number] => {
      const named = { ...feed, name: text, host: text };
      const { health } = feed;
      if (health.kind !== 'failing') return named;
      return { ...named, health: { ...health, trouble: { ...health.trouble, reason: text, sentence: text } } };
    }),
  };
}
