import type { Caller, Host } from '../platform/host.ts';
import type { Reply } from '../platform/message.ts';
import { refusal } from './reply.ts';

/**
 * Does what a typed line asks, for places where a file cannot be attached as chats do it. `file` is the text of the
 * file that was handed over beside the line; null: none was.
 */
export async function sayLine(host: Host, line: string, file: string | null, caller: Caller): Promise<Reply> {
  if (file === null) return host.say(line, caller);
  const form = host.form(line, caller, true);
  const option = form?.spec.options.find(({ type }) => type === 'file');
  if (form === null || option === undefined) {
    return refusal('This command takes no file', 'Nothing was changed. /news import takes one.');
  }
  return host.run(form.spec.name, { ...form.values, [option.name]: file }, caller);
}
