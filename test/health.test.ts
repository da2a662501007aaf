import { expect, onTestFinished, test } from 'vitest';
import { openFillingStore } from './support/filling-store.ts';
import { openNewsroom, SEEDS } from './support/newsroom.ts';

test('health tells while the store cannot write, and that it is over when it is', async () => {
  const { store, fill } = await openFillingStore();
  const newsroom = await openNewsroom({ seeds: SEEDS, store, settings: { seedsPollSeconds: 0.05 } });
  const health = async () => {
    const response = await newsroom.app.web.fetch(new Request('http://127.0.0.1:8080/healthz'));
    return { status: response.status, text: await response.text() };
  };
  expect((await health()).status).toBe(200);
  fill(true);
  newsroom.app.run();
  onTestFinished(() => newsroom.app.stop());
  await expect
    .poll(health, { timeout: 20_000 })
    .toMatchObject({ status: 503, text: expect.stringContaining('No room is left.') });
  fill(false);
  await expect.poll(health, { timeout: 20_000 }).toMatchObject({ status: 200 });
});
