// What a file is, whatever its name says: the bytes it begins with (at an offset of 0, or 4 for the media containers).
const KINDS_OF_BINARY: readonly { readonly begins: string; readonly at: number; readonly what: string }[] = [
  { begins: 'PK\x03\x04', at: 0, what: 'a ZIP archive (or an Office document)' },
  { begins: 'PK\x05\x06', at: 0, what: 'an empty ZIP archive' },
  { begins: '%PDF', at: 0, what: 'a PDF document' },
  { begins: '\x89PNG', at: 0, what: 'a PNG image' },
  { begins: '\xff\xd8\xff', at: 0, what: 'a JPEG image' },
  { begins: 'GIF8', at: 0, what: 'a GIF image' },
  { begins: 'RIFF', at: 0, what: 'an image, sound or film' },
  { begins: 'ftyp', at: 4, what: 'an image, sound or film' },
  { begins: 'ID3', at: 0, what: 'a sound file' },
  { begins: '\x1f\x8b', at: 0, what: 'a gzip archive' },
  { begins: 'BZh', at: 0, what: 'a bzip2 archive' },
  { begins: '\xfd7zXZ', at: 0, what: 'an xz archive' },
  { begins: '7z\xbc\xaf', at: 0, what: 'a 7z archive' },
  { begins: 'Rar!', at: 0, what: 'a RAR archive' },
  { begins: '\xd0\xcf\x11\xe0', at: 0, what: 'an old Office document' },
  { begins: 'SQLite format 3', at: 0, what: 'a database' },
  { begins: '\x7fELF', at: 0, what: 'a program' },
];

/** What bytes are that are no text ("a PDF document"), by how they begin; null where they do not begin like any of it. */
export function kindOfBinary(bytes: Uint8Array): string | null {
  const beginning = latin1(bytes.subarray(0, 64));
  return KINDS_OF_BINARY.find(({ begins, at }) => beginning.startsWith(begins, at))?.what ?? null;
}

/**
 * Bytes as text: by their byte order mark, else UTF-16 by its shape, else UTF-8 where it is valid or only slightly damaged, else the charset that
 * is stated for them (an HTTP header), else the one they declare in their first kilobyte (HTML, XML), else Windows-1252, which holds Latin-1.
 * Statements come after UTF-8 because they are often wrong, and hardly any other text is valid UTF-8 by chance. Never throws.
 */
export function decodeText(bytes: Uint8Array, stated: string | null): string {
  const beginning = latin1(bytes.subarray(0, 1024));
  if (beginning.startsWith('\xff\xfe')) return new TextDecoder('utf-16le').decode(bytes);
  if (beginning.startsWith('\xfe\xff')) return new TextDecoder('utf-16be').decode(bytes);
  const wide = wideByShape(beginning);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);

  const declared = decoderNamed(stated) ?? decoderNamed(DECLARATION.exec(beginning)?.[1] ?? null);
  const text = new TextDecoder('utf-8').decode(bytes);
  const isAscii = text.length === bytes.length;
  const broken = text.split('\ufffd').length - 1;
  // ISO-2022-JP and the like are ASCII to the eye.
  if (broken === 0 && !(isAscii && declared !== null && /2022/.test(declared.encoding))) return text;
  // A cut or slightly damaged UTF-8 text stays UTF-8; in any other charset hardly a non-ASCII byte makes valid UTF-8.
  const nonAscii = text.match(/[^\u0020-\u007e\s]/g)?.length ?? 0;
  if (broken * 10 <= nonAscii) return text.replaceAll('\ufffd', '');
  return (declared ?? new TextDecoder('windows-1252')).decode(bytes);
}

const DECLARATION = /(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})/i;

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

// UTF-16 without a mark: nearly every other byte of Latin text is zero.
function wideByShape(beginning: string): 'utf-16le' | 'utf-16be' | null {
  if (beginning.length < 8) return null;
  const zeros = [0, 0];
  for (let i = 0; i < beginning.length; i++) if (beginning.charCodeAt(i) === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = beginning.length * 0.2;
  if (odd > many && even < odd / 8) return 'utf-16le';
  if (even > many && odd < even / 8) return 'utf-16be';
  return null;
}

function decoderNamed(label: string | null): InstanceType<typeof TextDecoder> | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label.replace(/^["'\s]+|["'\s]+$/g, ''));
  } catch {
    return null; // a charset nobody knows
  }
}

const SAMPLE = 65_536;
// A few stray control bytes happen in any text, however short.
const MOST_STRAYS = 4;

/**
 * Whether what was read as `text` is no text: control bytes are none; where the charset has them by nature (UTF-16), what they became is judged:
 * private-use and undefined characters. Looks at the first 64 kB.
 */
export function looksBinary(bytes: Uint8Array, text: string): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  const isWide =
    /^(?:\xff\xfe|\xfe\xff)/.test(latin1(sample.subarray(0, 2))) ||
    wideByShape(latin1(sample.subarray(0, 1024))) !== null;
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  if (!isWide && controls > Math.max(MOST_STRAYS, sample.length / 100)) return true;
  // Every two bytes make some UTF-16 character, often one that is not defined.
  const undefinedCharacters = isWide ? /[\p{Co}\p{Cn}\ufffd]/gu : /[\ue000-\uf8ff\ufffd]/g;
  const odd = text.slice(0, SAMPLE).match(undefinedCharacters)?.length ?? 0;
  return odd > Math.min(text.length, SAMPLE) * 0.05;
}
