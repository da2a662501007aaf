import { z } from 'zod';
import type { Instant } from '../lib/clock.ts';
import { type ArticleId, digest, type TopicId } from '../lib/ids.ts';
import { articleIdSchema, instantSchema, topicIdSchema } from '../lib/schemas.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';

/** Somebody said that a story has nothing to do with a topic for which it was posted. */
type Remark = {
  /** `workspaceKey` of the topic's workspace. */
  readonly workspace: string;
  readonly topic: TopicId;
  /** The story's first report: stories are split and joined, their first reports stay. */
  readonly report: ArticleId;
  /** Stands for the person; whom it stands for is written nowhere. */
  readonly person: string;
  readonly at: Instant;
};

/** What people say of the stories that topics found. */
export type Feedback = {
  /** The stories that people found not relevant to a topic, by their first reports; those of most people first. */
  ofTopic(topic: TopicId): readonly { readonly report: ArticleId; readonly people: number }[];
  /** Notes that a person found a story not relevant to some topics of their workspace; said twice it counts once. */
  notRelevant(topics: readonly RemarkOn[], person: string, now: Instant): Change;
  /** Takes back what the person said. */
  takeBack(topics: readonly RemarkOn[], person: string): Change;
  /** Forgets what was said of stories that are gone, by their articles. */
  forgetReports(reports: readonly ArticleId[]): Change;
  /** Takes back everything that was said in a workspace. */
  forget(workspace: string): Change;
};

/** A topic, and the first report of a story that was posted for it. */
export type RemarkOn = { readonly workspace: string; readonly topic: TopicId; readonly report: ArticleId };

const parse: z.ZodType<Remark> = z.object({
  workspace: z.string(),
  topic: topicIdSchema,
  report: articleIdSchema,
  person: z.string(),
  at: instantSchema,
});

/** Opens the feedback over the store's table `feedback`. */
export async function openFeedback(store: Store): Promise<Feedback> {
  const table = store.table('feedback', { version: 1, parse });
  const byTopic = new Map<TopicId, Map<string, Remark>>();
  for await (const [key, remark] of table.rows()) keep(key, remark);

  function keep(key: string, remark: Remark): void {
    const remarks = byTopic.get(remark.topic) ?? new Map();
    byTopic.set(remark.topic, remarks.set(key, remark));
  }

  function removal(gone: readonly Remark[]): Change {
    return {
      writes: gone.map((remark) => table.remove(keyOf(remark))),
      apply() {
        for (const remark of gone) byTopic.get(remark.topic)?.delete(keyOf(remark));
      },
    };
  }

  return {
    ofTopic(topic) {
      const people = new Map<ArticleId, number>();
      for (const { report } of byTopic.get(topic)?.values() ?? []) people.set(report, (people.get(report) ?? 0) + 1);
      return Array.from(people, ([report, number]) => ({ report, people: number })).sort(
        (a, b) => b.people - a.people || (a.report < b.report ? -1 : 1),
      );
    },
    notRelevant(topics, person, now) {
      const remarks = topics.map((on): Remark => ({ ...on, person: mark(person, on), at: now }));
      return {
        writes: remarks.map((remark) => table.put(keyOf(remark), remark)),
        apply() {
          for (const remark of remarks) keep(keyOf(remark), remark);
        },
      };
    },
    takeBack(topics, person) {
      const keys = new Set(topics.map((on) => keyOf({ ...on, person: mark(person, on) })));
      const said = topics.flatMap(({ topic }) => [...(byTopic.get(topic)?.values() ?? [])]);
      return removal(said.filter((remark) => keys.has(keyOf(remark))));
    },
    forgetReports(reports) {
      const gone = new Set(reports);
      const all = [...byTopic.values()].flatMap((remarks) => [...remarks.values()]);
      return removal(all.filter(({ report }) => gone.has(report)));
    },
    forget(workspace) {
      const all = [...byTopic.values()].flatMap((remarks) => [...remarks.values()]);
      return removal(all.filter((remark) => remark.workspace === workspace));
    },
  };
}

function keyOf({ topic, report, person }: Pick<Remark, 'topic' | 'report' | 'person'>): string {
  return `${topic}/${report}/${person}`;
}

// With the topic: the same person cannot be followed from one topic's remarks to another's.
function mark(person: string, { topic }: RemarkOn): string {
  return digest('feedback', topic, person);
}
