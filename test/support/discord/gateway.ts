import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { GatewayControl } from './control.ts';
import { guildCreatePayload, userPayload } from './payloads.ts';
import { type Json, need, now, type State } from './state.ts';

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voice: 4,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalid: 9,
  hello: 10,
  acknowledged: 11,
} as const;
const CLOSE = { unknownOp: 4001, decode: 4002, notYet: 4003, badToken: 4004, already: 4005, tooFast: 4008 } as const;
const NORMAL = 1000;
const GOING_AWAY = 1001;
const BAD_SEQUENCE = 4007;
const BAD_INTENTS = 4013;
const PRIVILEGED_INTENTS = 4014;

const GUILDS = 1;
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
const ALL_INTENTS = (1 << 26) - 1;
const MAX_SENT = 120;
const SENT_MS = 60_000;

const frameSchema = z.object({ op: z.number(), d: z.unknown().optional() });
const identifySchema = z.object({
  token: z.string(),
  intents: z.number(),
  properties: z.object({ os: z.string(), browser: z.string(), device: z.string() }),
});
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

type Session = { readonly id: string; readonly log: { readonly seq: number; readonly text: string }[]; seq: number };
type Connection = { readonly socket: WebSocket; session: Session | null; sent: number[] };

export type Gateway = {
  readonly control: GatewayControl;
  dispatch(event: string, data: Json): void;
  /** Closes every connection with 4004: the token is not valid any more. */
  revoke(): void;
  close(): Promise<void>;
};

/** The gateway, on the same port as REST. Sessions outlive their connections and keep what they missed. */
export function openGateway(state: State, server: Server): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const connections = new Set<Connection>();
  const sessions = new Map<string, Session>();
  let refusing = false;
  let deaf = false;
  let identifies = 0;
  let resumes = 0;
  const refusedResumes: boolean[] = [];

  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (refusing) {
      socket.destroy();
      return;
    }
    const query = new URL(request.url ?? '/', 'http://gateway').searchParams;
    if (query.get('v') !== '10' || query.get('encoding') !== 'json') {
      state.problems.push(`The gateway was opened with ${query}, not with v=10&encoding=json.`);
    }
    sockets.handleUpgrade(request, socket, head, (opened) => accept(opened));
  });

  function accept(socket: WebSocket): void {
    const connection: Connection = { socket, session: null, sent: [] };
    connections.add(connection);
    socket.on('close', (code) => {
      connections.delete(connection);
      // Whoever closes so says goodbye: there is nothing to resume.
      if ((code === NORMAL || code === GOING_AWAY) && connection.session) sessions.delete(connection.session.id);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (raw) => receive(connection, String(raw)));
    send(connection, { op: OP.hello, d: { heartbeat_interval: state.options.heartbeatMs }, s: null, t: null });
  }

  function send({ socket }: Connection, frame: Json): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  }

  function breach({ socket }: Connection, code: number, sentence: string): void {
    state.problems.push(sentence);
    socket.close(code);
  }

  function receive(connection: Connection, raw: string): void {
    const time = now(state);
    connection.sent = [...connection.sent.filter((at) => at > time - SENT_MS), time];
    if (connection.sent.length > MAX_SENT) {
      breach(connection, CLOSE.tooFast, 'More than 120 gateway events were sent in a minute.');
      return;
    }
    const frame = parse(raw);
    if (frame === null) {
      breach(connection, CLOSE.decode, 'The gateway was sent something that is no frame.');
      return;
    }
    const { op, d } = frame;
    if (op === OP.heartbeat) {
      if (!deaf) send(connection, { op: OP.acknowledged });
    } else if (op === OP.identify) identify(connection, d);
    else if (op === OP.resume) resume(connection, d);
    else if (op === OP.presence && connection.session) return;
    else if (op === OP.members || op === OP.voice) {
      state.problems.push(`Gateway op ${op} was sent; Newsdesk needs neither members nor voices.`);
    } else {
      const code = connection.session ? CLOSE.unknownOp : CLOSE.notYet;
      breach(connection, code, `Gateway op ${op} was sent out of place.`);
    }
  }

  function identify(connection: Connection, d: unknown): void {
    const parsed = identifySchema.safeParse(d);
    if (connection.session) {
      breach(connection, CLOSE.already, 'IDENTIFY was sent twice.');
      return;
    }
    if (!parsed.success) {
      breach(connection, CLOSE.decode, 'IDENTIFY lacks token, intents or properties.');
      return;
    }
    const { token, intents } = parsed.data;
    if (!isValid(token)) {
      connection.socket.close(CLOSE.badToken);
      return;
    }
    if ((intents & ~ALL_INTENTS) !== 0) {
      breach(connection, BAD_INTENTS, `There are no intents ${intents}.`);
      return;
    }
    if ((intents & PRIVILEGED) !== 0) {
      breach(connection, PRIVILEGED_INTENTS, `IDENTIFY asks for privileged intents: ${intents}.`);
      return;
    }
    if (intents !== GUILDS) state.problems.push(`IDENTIFY asks for intents ${intents}; GUILDS (1) is enough.`);
    identifies += 1;
    const session: Session = { id: randomBytes(16).toString('hex'), log: [], seq: 0 };
    sessions.set(session.id, session);
    connection.session = session;
    const guilds = [...state.guilds.values()].filter(({ invited }) => invited);
    tell(session, 'READY', {
      v: 10,
      user: { ...userPayload(need(state.users, state.applicationId, 'user')), verified: true, mfa_enabled: true },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: state.origin.replace('http://', 'ws://'),
      shard: [0, 1],
      application: { id: state.applicationId, flags: 0 },
      private_channels: [],
      relationships: [],
      presences: [],
      user_settings: {},
      geo_ordered_rtc_regions: [],
      auth: {},
      _trace: [],
    });
    for (const guild of guilds) {
      if (!guild.out) tell(session, 'GUILD_CREATE', guildCreatePayload(state, guild));
    }
  }

  function resume(connection: Connection, d: unknown): void {
    const parsed = resumeSchema.safeParse(d);
    if (!parsed.success) {
      breach(connection, CLOSE.decode, 'RESUME lacks token, session_id or seq.');
      return;
    }
    const { token, session_id: id, seq } = parsed.data;
    if (!isValid(token)) {
      connection.socket.close(CLOSE.badToken);
      return;
    }
    const refused = refusedResumes.shift();
    const session = sessions.get(id);
    if (refused !== undefined || !session) {
      if (refused !== true) sessions.delete(id);
      send(connection, { op: OP.invalid, d: refused === true });
      return;
    }
    if (seq > session.seq) {
      breach(connection, BAD_SEQUENCE, `RESUME names event ${seq}, which never was.`);
      return;
    }
    resumes += 1;
    for (const missed of session.log) {
      if (missed.seq > seq) connection.socket.send(missed.text);
    }
    connection.session = session;
    tell(session, 'RESUMED', { _trace: [] });
  }

  function isValid(token: string): boolean {
    return state.tokenValid && token === state.options.token;
  }

  function tell(session: Session, event: string, data: Json): void {
    session.seq += 1;
    const text = JSON.stringify({ op: OP.dispatch, t: event, s: session.seq, d: data });
    session.log.push({ seq: session.seq, text });
    for (const connection of connections) {
      if (connection.session === session && connection.socket.readyState === connection.socket.OPEN) {
        connection.socket.send(text);
      }
    }
  }

  function identified(): readonly Connection[] {
    return [...connections].filter(({ session }) => session !== null);
  }

  const control: GatewayControl = {
    connections: () => identified().length,
    identifies: () => identifies,
    resumes: () => resumes,
    drop(how = 'terminate') {
      for (const { socket } of connections) {
        if (how === 'terminate') socket.terminate();
        else socket.close(how);
      }
    },
    askReconnect() {
      for (const connection of identified()) send(connection, { op: OP.reconnect, d: null });
    },
    refuseResume(resumable, times = 1) {
      for (let i = 0; i < times; i += 1) refusedResumes.push(resumable);
    },
    invalidate(resumable) {
      for (const connection of identified()) {
        if (!resumable && connection.session) sessions.delete(connection.session.id);
        connection.session = null;
        send(connection, { op: OP.invalid, d: resumable });
      }
    },
    ignoreHeartbeats(ignore) {
      deaf = ignore;
    },
    refuseConnections(refuse) {
      refusing = refuse;
    },
  };

  return {
    control,
    dispatch(event, data) {
      for (const session of sessions.values()) tell(session, event, data);
    },
    revoke() {
      for (const { socket } of connections) socket.close(CLOSE.badToken);
    },
    async close() {
      for (const { socket } of connections) socket.terminate();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

function parse(raw: string): z.infer<typeof frameSchema> | null {
  try {
    return frameSchema.safeParse(JSON.parse(raw)).data ?? null;
  } catch {
    return null;
  }
}
