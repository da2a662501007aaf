import { type Config, ConfigError } from '../config.ts';
import type { Lexicon } from '../topics/lexicon.ts';
import { readLexicon } from '../topics/lexicon-folder.ts';

/** Reads the lexicon that is configured. Throws `ConfigError` where its folder cannot be read. */
export async function openLexicon({ lexiconFolder }: Config): Promise<Lexicon> {
  try {
    return await readLexicon(lexiconFolder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const problem = `LEXICON (topics.lexicon) names ${lexiconFolder}, which cannot be read (${code}). Name a folder of YAML files.`;
    throw new ConfigError([problem]);
  }
}
