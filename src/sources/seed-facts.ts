import { z } from 'zod';
import { instant } from '../lib/clock.ts';
import { sayIssues } from '../lib/say-issues.ts';
import { parse } from '../lib/yaml.ts';
import { isZone } from '../lib/zone.ts';
import { type KnownFacts, NOTHING_KNOWN } from './raw-item.ts';

/** The file beside the articles that says what is known of them beside their text. */
export const FACTS_FILE = 'sources.yaml';

const httpUrl = z
  .string()
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'not an http(s) address');
const zone = z.string().refine((value) => isZone(value), 'not an IANA time zone such as Europe/Paris');

const publisherSchema = z.strictObject({ zone: zone.optional() });
const fileSchema = z.strictObject({
  title: z.string().optional(),
  publisher: z.string().optional(),
  url: httpUrl.optional(),
  zone: zone.optional(),
  published: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional(),
});

const KNOWN_KEYS = ['publishers', 'files', ...Object.keys(fileSchema.shape)];

/** What is known of each file of a folder. */
export type SeedFacts = {
  /** `NOTHING_KNOWN` itself for a file that is not named. */
  factsOf(file: string): KnownFacts;
  /** False where the file of facts as a whole could not be read. */
  readonly isUsable: boolean;
  /** Entries that could not be used, one sentence each; the rest is in force. */
  readonly problems: readonly string[];
};

export const NO_FACTS: SeedFacts = { factsOf: () => NOTHING_KNOWN, isUsable: true, problems: [] };
export const UNUSABLE: SeedFacts = { ...NO_FACTS, isUsable: false };

/** Reads `sources.yaml`. A bad entry costs that entry alone and is named in `problems`. */
export function parseSeedFacts(source: string): SeedFacts {
  const problems: string[] = [];
  let raw: unknown;
  try {
    raw = parse(source, { maxAliasCount: 50 });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    return {
      ...UNUSABLE,
      problems: [`${FACTS_FILE} is not YAML: ${message} Nothing in it is used until that is mended.`],
    };
  }
  const shape = z.strictObject({
    publishers: z.record(z.string(), z.unknown()).nullish(),
    files: z.record(z.string(), z.unknown()).nullish(),
  });
  const top = shape.safeParse(raw ?? {}, { reportInput: true });
  if (!top.success) {
    return {
      ...UNUSABLE,
      problems: [`${FACTS_FILE}: ${sayIssues(top.error, KNOWN_KEYS)}. It holds "publishers:" and "files:".`],
    };
  }
  const publishers = entries('publishers', top.data.publishers ?? {}, publisherSchema, problems);
  const files = entries('files', top.data.files ?? {}, fileSchema, problems);

  function factsOf(file: string): KnownFacts {
    const stated = files.get(file);
    if (stated === undefined) return NOTHING_KNOWN;
    const publisher = stated.publisher ?? null;
    return {
      title: stated.title ?? null,
      publisher,
      url: stated.url ?? null,
      zone: stated.zone ?? (publisher === null ? null : (publishers.get(publisher)?.zone ?? null)),
      publishedAt: stated.published === undefined ? null : instant(Date.parse(stated.published)),
    };
  }
  return { factsOf, isUsable: true, problems };
}

function entries<T>(
  section: string,
  raw: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
  problems: string[],
): ReadonlyMap<string, T> {
  const good = new Map<string, T>();
  for (const [name, value] of Object.entries(raw)) {
    const parsed = schema.safeParse(value ?? {}, { reportInput: true });
    if (parsed.success) good.set(name, parsed.data);
    else
      problems.push(
        `${FACTS_FILE}: ${section} → ${name}: ${sayIssues(parsed.error, KNOWN_KEYS)}. This entry is not used.`,
      );
  }
  return good;
}
