/** Everything that can be read in blocks, a line a section or item; addresses of links and labels of buttons included. */
export function textsOf(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(textsOf);
  if (!isRecord(part)) return [];
  const { type, text, url, fallback, image_url, elements, accessory, channel_id, label, hint, element } = part;
  const own = [text, url, fallback, image_url].flatMap((one) => (typeof one === 'string' ? [one] : textsOf(one)));
  const channel = typeof channel_id === 'string' ? [`<#${channel_id}>`] : [];
  const ends = ENDING.has(String(type)) ? ['\n'] : [];
  return [...own, ...channel, ...[elements, accessory, label, hint, element].flatMap(textsOf), ...ends];
}

const ENDING = new Set(['section', 'rich_text_section', 'actions', 'context', 'header']);

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
