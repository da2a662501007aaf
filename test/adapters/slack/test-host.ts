import type { WorkspaceAddress } from '../../../src/platform/channel.ts';
import type { CommandSpec } from '../../../src/platform/command.ts';
import type { Caller, Host } from '../../../src/platform/host.ts';
import type { Reply } from '../../../src/platform/message.ts';

const WATCH: CommandSpec = {
  name: 'watch',
  description: 'Follow a topic in a channel',
  example: '/news watch embassy talks',
  options: [
    { type: 'text', name: 'topic', description: 'What to watch for', required: true, suggest: null, named: false },
    { type: 'channel', name: 'channel', description: 'Where; here if left out', required: false },
    { type: 'choice', name: 'as', description: 'How', required: false, choices: ['alerts', 'digest', 'both'] },
    { type: 'role', name: 'mention', description: 'Whom to ring', required: false },
    { type: 'integer', name: 'backfill', description: 'How many of before', required: false, min: 0, max: 5 },
  ],
};
const IMPORT: CommandSpec = {
  name: 'import',
  description: 'Take over topics from a file',
  example: '/news import',
  options: [{ type: 'file', name: 'file', description: 'The file', required: true }],
};

/** What an adapter asked of the desk. */
export type Asked =
  | { readonly kind: 'say'; readonly line: string; readonly caller: Caller }
  | {
      readonly kind: 'run';
      readonly command: string;
      readonly options: Readonly<Record<string, unknown>>;
      readonly caller: Caller;
    };

export type TestHost = Host & {
  readonly asked: readonly Asked[];
  readonly changed: readonly WorkspaceAddress[];
  /** Why commands are taken no more. */
  readonly losses: readonly string[];
  /** What is answered from now on. */
  answer: (asked: Asked) => Promise<Reply> | Reply;
};

export function answer(title: string, changes: Partial<Reply> = {}): Reply {
  return { ok: true, title, blocks: [], actions: [], ...changes };
}

/** A desk that writes down what it is asked, and answers with the line. Its forms are those of `watch` and `import`. */
export function createTestHost(): TestHost {
  const asked: Asked[] = [];
  const changed: WorkspaceAddress[] = [];
  const losses: string[] = [];
  const host: TestHost = {
    asked,
    changed,
    losses,
    answer: (one) => answer(one.kind === 'say' ? one.line : `${one.command} done`),
    specs: [WATCH, IMPORT],
    async run(command, options, caller) {
      const one = { kind: 'run' as const, command, options, caller };
      asked.push(one);
      return host.answer(one);
    },
    async say(line, caller) {
      const one = { kind: 'say' as const, line, caller };
      asked.push(one);
      return host.answer(one);
    },
    form(line, _caller, always) {
      const [, verb, topic] = /^\/news (watch|import) ?(.*)$/.exec(line) ?? [];
      const spec = host.specs.find(({ name }) => name === verb);
      if (spec === undefined || (topic !== '' && !always)) return null;
      return { spec, values: topic === '' || topic === undefined ? {} : { topic, backfill: 2 } };
    },
    suggest: async () => [],
    home: async () =>
      answer('Your topics', {
        actions: [
          { label: 'Digest now', command: '/news digest now' },
          { label: 'Add', command: '/news watch', form: true },
        ],
      }),
    accessChanged: (workspace) => changed.push(workspace),
    lost: (_platform, reason) => losses.push(reason),
  };
  return host;
}
