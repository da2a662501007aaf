import { expect, onTestFinished, test } from 'vitest';
import { copySeeds, openNewsroom, temporaryFolder } from './support/newsroom.ts';

/** The figures by name and labels, as Prometheus reads them. */
async function figuresOf(app: { web: { fetch(request: Request): Promise<Response> } }) {
  const response = await app.web.fetch(new Request('http://127.0.0.1:8080/metrics'));
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const text = await response.text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return {
    text,
    figures: new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))])),
  };
}

test('/metrics counts what was read, kept, said and what waits, and names nobody', async () => {
  const folder = await temporaryFolder(onTestFinished);
  await copySeeds(folder);
  const { app } = await openNewsroom({ seeds: folder });
  const before = await figuresOf(app);
  expect(before.figures.get('newsdesk_articles')).toBe(0);
  await app.drain();
  const { figures, text } = await figuresOf(app);
  expect(figures.get('newsdesk_articles')).toBe(5);
  expect(figures.get('newsdesk_stories')).toBe(3);
  expect(figures.get('newsdesk_offers_total{outcome="filed"}')).toBe(5);
  expect(figures.get('newsdesk_calls_total{platform="preview",act="post",outcome="done"}')).toBe(3);
  expect(figures.get('newsdesk_deliveries_waiting{platform="preview"}')).toBe(0);
  expect(figures.get('newsdesk_deliveries_in_doubt{platform="preview"}')).toBe(0);
  expect(figures.get('newsdesk_oldest_delivery_seconds{platform="preview"}')).toBe(0);
  expect(figures.get('newsdesk_429s_total{platform="preview"}')).toBe(0);
  expect(figures.get('newsdesk_problems')).toBe(0);
  expect(figures.has('nodejs_eventloop_lag_seconds')).toBe(true);
  expect(text).not.toMatch(/newsroom|local:|embassy/i);
});

test('it is ready once it runs, and alive before', async () => {
  const folder = await temporaryFolder(onTestFinished);
  const { app } = await openNewsroom({ seeds: folder });
  const statusOf = async (path: string) => (await app.web.fetch(new Request(`http://127.0.0.1:8080${path}`))).status;
  expect(await statusOf('/healthz/live')).toBe(200);
  expect(await statusOf('/healthz/ready')).toBe(503);
  app.run();
  expect(await statusOf('/healthz/ready')).toBe(200);
  await app.stop();
});
