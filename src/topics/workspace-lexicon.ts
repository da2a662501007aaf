import { z } from 'zod';
import { digest } from '../lib/ids.ts';
import type { Change } from '../store/change.ts';
import type { Store } from '../store/store.ts';
import type { Lexicon } from './lexicon.ts';
import {
  MOST_OWN_CHARACTERS,
  MOST_OWN_FORMS,
  MOST_OWN_WORDS,
  type OwnWord,
  ownKey,
  withOwnWords,
} from './own-words.ts';

/** The words that workspaces have added to the lexicon for their own topics. */
export type WorkspaceLexicons = {
  /** With what the topics of a workspace are compiled: the shared lexicon itself where it has no words of its own, else the same one until they change. */
  of(workspace: string): Lexicon;
  /** Its own words, in order of the alphabet. */
  words(workspace: string): readonly OwnWord[];
  /** Puts a word in, in the place of one of the same stem. A workspace has at most `MOST_OWN_WORDS`: what is beyond is for the caller to refuse. */
  put(workspace: string, word: OwnWord): Change;
  /** Takes a word away. */
  remove(workspace: string, word: OwnWord): Change;
  forget(workspace: string): Change;
};

type Row = OwnWord & { readonly workspace: string };

const text = z.string().min(1).max(MOST_OWN_CHARACTERS);
const parse: z.ZodType<Row> = z.object({
  workspace: z.string(),
  heading: text,
  forms: z.array(z.object({ text, weight: z.number().positive().max(1) })).max(MOST_OWN_FORMS),
});

/** Opens the words over the store's table `words`. `changed` is told of a workspace whose topics have to be compiled anew. */
export async function openWorkspaceLexicons(
  store: Store,
  lexicon: Lexicon,
  changed: (workspace: string) => void,
): Promise<WorkspaceLexicons> {
  const table = store.table('words', { version: 1, parse });
  const byWorkspace = new Map<string, Map<string, OwnWord>>();
  const lexicons = new Map<string, Lexicon>();
  for await (const [key, { workspace, heading, forms }] of table.rows()) {
    wordsOf(workspace).set(key, { heading, forms });
  }

  function wordsOf(workspace: string): Map<string, OwnWord> {
    const words = byWorkspace.get(workspace) ?? new Map<string, OwnWord>();
    byWorkspace.set(workspace, words);
    return words;
  }

  function tell(workspace: string): void {
    lexicons.delete(workspace);
    if (byWorkspace.get(workspace)?.size === 0) byWorkspace.delete(workspace);
    changed(workspace);
  }

  return {
    of(workspace) {
      const words = byWorkspace.get(workspace);
      if (words === undefined) return lexicon;
      const known = lexicons.get(workspace) ?? withOwnWords(lexicon, [...words.values()].slice(0, MOST_OWN_WORDS));
      lexicons.set(workspace, known);
      return known;
    },
    words: (workspace) =>
      [...(byWorkspace.get(workspace)?.values() ?? [])].sort((a, b) => a.heading.localeCompare(b.heading, 'en')),
    put(workspace, word) {
      const key = keyOf(workspace, word);
      return {
        writes: [table.put(key, { workspace, ...word })],
        apply() {
          wordsOf(workspace).set(key, word);
          tell(workspace);
        },
      };
    },
    remove(workspace, word) {
      const key = keyOf(workspace, word);
      return {
        writes: [table.remove(key)],
        apply() {
          byWorkspace.get(workspace)?.delete(key);
          tell(workspace);
        },
      };
    },
    forget(workspace) {
      const keys = [...(byWorkspace.get(workspace)?.keys() ?? [])];
      return {
        writes: keys.map((key) => table.remove(key)),
        apply() {
          byWorkspace.delete(workspace);
          if (keys.length > 0) tell(workspace);
        },
      };
    },
  };
}

function keyOf(workspace: string, { heading }: OwnWord): string {
  return digest('word', workspace, ownKey(heading));
}
