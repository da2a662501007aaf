import { Buffer } from 'node:buffer';
import { MAX_FILE_CHARACTERS } from '../../src/platform/command.ts';
import type { Reply } from '../../src/platform/message.ts';
import type { Workspace } from './installations.ts';
import { reasonOf } from './outcome.ts';
import { directMessage } from './owner.ts';

const TIMEOUT_MS = 15_000;
/** No text of so many characters is longer in UTF-8. */
const MAX_BYTES = MAX_FILE_CHARACTERS * 4;

export type ReadFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: string };

/** The text of a file that a person attached to a form. The bot's token goes to Slack's own host, or that of `apiUrl`, only. */
export async function readFile(url: string, { botToken }: Workspace, apiUrl: string | null): Promise<ReadFile> {
  if (!isSlacks(url, apiUrl)) return unreadable('it is not kept at Slack');
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${botToken}` },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // Without the scope files:read Slack answers with the page on which people sign in.
    if (!answer.ok || (answer.headers.get('content-type') ?? '').startsWith('text/html')) {
      await answer.body?.cancel();
      return unreadable('Slack does not let Newsdesk read it (scope files:read)');
    }
    const bytes = await readBody(answer, MAX_BYTES);
    if (bytes === null) return unreadable('it is too large');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.length > MAX_FILE_CHARACTERS ? unreadable('it is too large') : { kind: 'text', text };
  } catch (error) {
    return unreadable(
      error instanceof TypeError && 'code' in error ? 'it is no text in UTF-8' : 'Slack did not hand it over',
    );
  }
}

/**
 * Hands a file over in the direct message with the person: nothing else that only they see can hold one. Gives a sentence on
 * where it is, or on why it is nowhere.
 */
export async function sendFile(
  workspace: Workspace,
  person: string,
  file: NonNullable<Reply['file']>,
): Promise<string> {
  try {
    const channel_id = await directMessage(workspace, person);
    await workspace.client.filesUploadV2({
      channel_id,
      filename: file.name,
      title: file.name,
      file: Buffer.from(file.text),
    });
    return 'The file is in your direct messages with Newsdesk.';
  } catch (error) {
    return `The file could not be sent to you in private. ${reasonOf(error)}`;
  }
}

function isSlacks(url: string, apiUrl: string | null): boolean {
  const at = URL.parse(url);
  if (at === null) return false;
  if (apiUrl !== null && at.origin === URL.parse(apiUrl)?.origin) return true;
  return at.protocol === 'https:' && /(?:^|\.)slack\.com$/.test(at.hostname);
}

async function readBody(answer: Response, most: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    // Leaving the loop cancels the body.
    if (size > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function unreadable(why: string): ReadFile {
  return { kind: 'problem', problem: `The file was not read: ${why}.` };
}
