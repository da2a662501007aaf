// The door to hono: every page gets its tools from here, so that replacing the library touches one file.
export { type Context, Hono } from 'hono';
export { bodyLimit } from 'hono/body-limit';
export { secureHeaders } from 'hono/secure-headers';
export { streamSSE } from 'hono/streaming';

import { html } from 'hono/html';

export { html };

/** A piece of a page. What is put into a template is escaped, unless it is such a piece itself. */
export type Html = ReturnType<typeof html>;
