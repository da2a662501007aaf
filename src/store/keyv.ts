import { Keyv } from 'keyv';

export { Keyv } from 'keyv';

const NAMESPACE = 'newsdesk';

/** How keyv spells a key of ours towards its adapter. */
export function adapterKey(key: string): string {
  return `${NAMESPACE}:${key}`;
}

/** Our key again from keyv's spelling. */
export function fromAdapterKey(key: string): string {
  return key.slice(NAMESPACE.length + 1);
}

/**
 * One keyv over an adapter. Values are JSON texts; reading gives what `parseStored` makes of them.
 *
 * Two habits of keyv are switched off here. It swallows errors and emits them instead: they are thrown. It deletes a row that it
 * finds expired in a second step, which on a server can delete the row that was written in between: so no expiry is put into
 * what it stores. The adapter still gets the time to live, and a row of ours carries its own.
 */
export function createKeyv(adapter: object): Keyv {
  return new Keyv({
    store: adapter,
    namespace: NAMESPACE,
    throwOnErrors: true,
    serialize: ({ value }) => String(value),
    deserialize: (text) => ({ value: parseStored(text) }),
  });
}

/**
 * What a stored text says. Text that is no JSON is given back as it is: a row is always an object, so a string is known to
 * be damaged and nothing of it is lost. (The type is keyv's: a value of whatever type the caller expects.)
 */
export function parseStored(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
