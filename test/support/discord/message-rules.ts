import { componentFaults, hasScheme, objects, type Path } from './component-rules.ts';
import { emptyMessage, type Fault, invalidForm } from './errors.ts';
import { isObject } from './schemas.ts';
import { COMPONENTS_V2, type Json } from './state.ts';

const MAX_CONTENT = 2_000;
const MAX_EMBED_CHARACTERS = 6_000;

/** What a message would hold, after an edit too. */
export type Draft = {
  readonly content: string;
  readonly embeds: readonly Json[];
  readonly components: readonly Json[];
  readonly attachments: number;
  readonly flags: number;
};

/** Throws what Discord says of a message that is not allowed: 50035 for a limit, 50006 for one that shows nothing. */
export function checkMessage(draft: Draft, base: Path = []): void {
  const isV2 = (draft.flags & COMPONENTS_V2) !== 0;
  const faults: Fault[] = [
    ...componentFaults(draft.components, isV2, [...base, 'components']),
    ...draft.embeds.flatMap((embed, index) => embedFaults(embed, [...base, 'embeds', index])),
  ];
  if (draft.content.length > MAX_CONTENT) {
    faults.push({
      path: [...base, 'content'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: 'Must be 2000 or fewer in length.',
    });
  }
  const size = draft.embeds.reduce((sum, embed) => sum + embedSize(embed), 0);
  if (size > MAX_EMBED_CHARACTERS) {
    faults.push({
      path: [...base, 'embeds'],
      code: 'MAX_EMBED_SIZE_EXCEEDED',
      message: `Embed size exceeds maximum size of ${MAX_EMBED_CHARACTERS}`,
    });
  }
  if (isV2) {
    for (const key of ['content', 'embeds'] as const) {
      if (draft[key].length === 0) continue;
      faults.push({
        path: [...base, key],
        code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        message: `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      });
    }
  }
  if (faults.length > 0) throw invalidForm(faults);
  const showsSomething = draft.content !== '' || draft.embeds.some(shows) || draft.attachments > 0;
  if (!showsSomething && draft.components.length === 0) throw emptyMessage();
}

/** True where an embed would be drawn at all. */
function shows(embed: Json): boolean {
  const fields = objects(embed['fields']);
  return (
    fields.length > 0 ||
    ['title', 'description', 'image', 'thumbnail', 'author', 'footer', 'timestamp'].some((key) => Boolean(embed[key]))
  );
}

function embedSize(embed: Json): number {
  const author = embed['author'];
  const footer = embed['footer'];
  const texts = [
    embed['title'],
    embed['description'],
    isObject(author) ? author['name'] : '',
    isObject(footer) ? footer['text'] : '',
    ...objects(embed['fields']).flatMap((field) => [field['name'], field['value']]),
  ];
  return texts.reduce((sum: number, value) => sum + (typeof value === 'string' ? value.trim().length : 0), 0);
}

function embedFaults(embed: Json, path: Path): readonly Fault[] {
  const faults: Fault[] = [];
  const required = (holder: unknown, key: string, place: Path) => {
    if (!isObject(holder)) return;
    const value = holder[key];
    if (typeof value === 'string' && value.trim() !== '') return;
    faults.push({ path: [...place, key], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' });
  };
  const address = (holder: unknown, key: string, place: Path, schemes: readonly string[]) => {
    const url = isObject(holder) ? holder[key] : undefined;
    if (typeof url !== 'string' || hasScheme(url, schemes)) return;
    faults.push({
      path: [...place, key],
      code: 'URL_TYPE_INVALID_SCHEME',
      message: `Scheme of "${url}" must be one of (${schemes.join(', ')}).`,
    });
  };
  const WEB = ['http', 'https'];
  const PICTURE = [...WEB, 'attachment'];
  required(embed['author'], 'name', [...path, 'author']);
  required(embed['footer'], 'text', [...path, 'footer']);
  objects(embed['fields']).forEach((field, index) => {
    required(field, 'name', [...path, 'fields', index]);
    required(field, 'value', [...path, 'fields', index]);
  });
  address(embed, 'url', path, WEB);
  address(embed['author'], 'url', [...path, 'author'], WEB);
  address(embed['author'], 'icon_url', [...path, 'author'], PICTURE);
  address(embed['footer'], 'icon_url', [...path, 'footer'], PICTURE);
  for (const key of ['image', 'thumbnail']) {
    required(embed[key], 'url', [...path, key]);
    address(embed[key], 'url', [...path, key], PICTURE);
  }
  return faults;
}
