import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Lexicon, loadLexicon } from './lexicon.ts';

/** Reads the YAML files of a lexicon folder, in order of their names. Throws where the folder cannot be read. */
export async function readLexicon(folder: string): Promise<Lexicon> {
  const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return loadLexicon(
    await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') }))),
  );
}
