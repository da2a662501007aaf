/** An error as Discord answers it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: unknown;
  readonly extra: Readonly<Record<string, unknown>>;
  /** True where the bot could have known better: it then stands in `problems`. */
  readonly breach: boolean;

  constructor(
    status: number,
    code: number,
    message: string,
    more: {
      readonly errors?: unknown;
      readonly extra?: Readonly<Record<string, unknown>>;
      readonly breach?: boolean;
    } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.extra = more.extra ?? {};
    this.breach = more.breach ?? false;
  }
}

const BREACH = { breach: true } as const;

export const unauthorized = () => new Refusal(401, 0, '401: Unauthorized');
export const unknownRoute = () => new Refusal(404, 0, '404: Not Found', BREACH);
export const unknownChannel = () => new Refusal(404, 10003, 'Unknown Channel');
export const unknownGuild = () => new Refusal(404, 10004, 'Unknown Guild');
export const unknownMember = () => new Refusal(404, 10007, 'Unknown Member');
export const unknownMessage = () => new Refusal(404, 10008, 'Unknown Message');
export const unknownUser = () => new Refusal(404, 10013, 'Unknown User');
export const unknownWebhook = () => new Refusal(404, 10015, 'Unknown Webhook', BREACH);
export const unknownInteraction = () => new Refusal(404, 10062, 'Unknown interaction', BREACH);
export const unknownCommand = () => new Refusal(404, 10063, 'Unknown application command');
export const tooLarge = () => new Refusal(413, 40005, 'Request entity too large', BREACH);
export const alreadyCrossposted = () => new Refusal(400, 40033, 'This message has already been crossposted.');
export const alreadyAnswered = () => new Refusal(400, 40060, 'Interaction has already been acknowledged.', BREACH);
export const tagRequired = () => new Refusal(400, 40067, 'A tag is required to create a forum post in this channel');
export const missingAccess = () => new Refusal(403, 50001, 'Missing Access');
export const notTheAuthor = () => new Refusal(403, 50005, 'Cannot edit a message authored by another user');
export const emptyMessage = () => new Refusal(400, 50006, 'Cannot send an empty message', BREACH);
export const noDms = () => new Refusal(403, 50007, 'Cannot send messages to this user');
export const noMutualGuilds = () =>
  new Refusal(403, 50278, 'Cannot send messages to this user due to having no mutual guilds');
export const notText = () => new Refusal(400, 50008, 'Cannot send messages in a non-text channel');
export const missingPermissions = () => new Refusal(403, 50013, 'Missing Permissions');
export const wrongChannelType = () => new Refusal(400, 50024, 'Cannot execute action on this channel type');
export const invalidWebhookToken = () => new Refusal(401, 50027, 'Invalid Webhook Token', BREACH);
export const archivedThread = () => new Refusal(400, 50083, 'Thread is archived');
export const invalidJson = () => new Refusal(400, 50109, 'The request body contains invalid JSON.', BREACH);
export const noHistoryToReply = () =>
  new Refusal(400, 160002, 'Cannot reply without permission to read message history');
export const threadExists = () => new Refusal(400, 160004, 'A thread has already been created for this message');
export const lockedThread = () => new Refusal(400, 160005, 'Thread is locked');

/** One thing that is wrong with a body, at a path into it. */
export type Fault = { readonly path: readonly (string | number)[]; readonly code: string; readonly message: string };

/** 50035: the body is wrong at these places. */
export function invalidForm(faults: readonly Fault[]): Refusal {
  const summary = faults.map((fault) => `${fault.path.join('.')}[${fault.code}]: ${fault.message}`).join('; ');
  return new Refusal(400, 50035, 'Invalid Form Body', { errors: nest(faults, summary), breach: true });
}

/** 50035 for a name that Discord does not want in servers that it lists: nothing that a bot could know beforehand. */
export function unfitName(): Refusal {
  const message = 'Contains words not allowed for servers in Server Discovery.';
  const faults = [{ path: ['name'], code: 'CHANNEL_NAME_INVALID', message }];
  return new Refusal(400, 50035, 'Invalid Form Body', { errors: nest(faults, message) });
}

type Nested = { [key: string]: Nested | { code: string; message: string }[] };

function nest(faults: readonly Fault[], summary: string): unknown {
  const root: Nested = {};
  for (const fault of faults) {
    let place = root;
    for (const key of fault.path) {
      const next = place[String(key)];
      if (next && !Array.isArray(next)) place = next;
      else {
        const made: Nested = {};
        place[String(key)] = made;
        place = made;
      }
    }
    const found = place['_errors'];
    const list = Array.isArray(found) ? found : [];
    place['_errors'] = [...list, { code: fault.code, message: fault.message }];
  }
  if (Object.keys(root).length === 0) throw new Error(`A fault without a place: ${summary}`);
  return root;
}
