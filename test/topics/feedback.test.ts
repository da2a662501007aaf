import { expect, test } from 'vitest';
import { articleId, topicId } from '../../src/lib/ids.ts';
import { commitChanges } from '../../src/store/change.ts';
import { openStore } from '../../src/store/store.ts';
import { openFeedback } from '../../src/topics/feedback.ts';
import { moment } from '../support/newsroom.ts';

const NOW = moment('2026-01-05T09:00:00Z');
const on = (workspace: string, topic: string, report: string) => ({
  workspace,
  topic: topicId(workspace, topic),
  report: articleId('test', report),
});

test('what people say is counted once a person, kept over a restart, and taken back', async () => {
  const store = await openStore('memory:');
  const feedback = await openFeedback(store);
  const [oil, gas] = [on('a', 'oil', 'r1'), on('a', 'gas', 'r1')];
  const second = on('a', 'oil', 'r2');
  await commitChanges(store, [feedback.notRelevant([oil, gas], 'ada', NOW)]);
  await commitChanges(store, [feedback.notRelevant([oil], 'ada', NOW)]);
  await commitChanges(store, [feedback.notRelevant([second], 'ada', NOW), feedback.notRelevant([second], 'bob', NOW)]);
  const again = await openFeedback(store);
  for (const one of [feedback, again]) {
    expect(one.ofTopic(oil.topic)).toEqual([
      { report: second.report, people: 2 },
      { report: oil.report, people: 1 },
    ]);
    expect(one.ofTopic(gas.topic)).toEqual([{ report: gas.report, people: 1 }]);
  }
  await commitChanges(store, [again.takeBack([second], 'bob'), again.takeBack([oil], 'nobody')]);
  expect((await openFeedback(store)).ofTopic(oil.topic).map(({ people }) => people)).toEqual([1, 1]);
});

test('a workspace is forgotten whole, and no other; nobody can be named from what is stored', async () => {
  const store = await openStore('memory:');
  const feedback = await openFeedback(store);
  const [own, other] = [on('a', 'oil', 'r1'), on('b', 'oil', 'r1')];
  const change = feedback.notRelevant([own, other], '900000000000000001', NOW);
  expect(JSON.stringify(change.writes)).not.toContain('900000000000000001');
  await commitChanges(store, [change]);
  await commitChanges(store, [feedback.forget('a')]);
  for (const one of [feedback, await openFeedback(store)]) {
    expect(one.ofTopic(own.topic)).toEqual([]);
    expect(one.ofTopic(other.topic)).toHaveLength(1);
  }
});
