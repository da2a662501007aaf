import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** What a server does with a request, of which it is given the whole head. */
export type Answer = (socket: Socket, head: string) => void;

export type HostileServer = {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Heads of the requests so far. */
  readonly heads: readonly string[];
  /** Connections that are open now, and those that ever were. */
  readonly open: () => number;
  readonly met: () => number;
  readonly close: () => Promise<void>;
};

/** A server of bytes on loopback: no HTTP library stands between a test and what it sends. */
export async function serve(answer: Answer, tls: Certificate | null = null): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const heads: string[] = [];
  let met = 0;
  const onSocket = (socket: Socket) => {
    met += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whoever is cut off resets the connection.
    socket.on('error', () => undefined);
    let heard = '';
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      for (let end = heard.indexOf('\r\n\r\n'); end >= 0; end = heard.indexOf('\r\n\r\n')) {
        const head = heard.slice(0, end);
        heard = heard.slice(end + 4);
        heads.push(head);
        answer(socket, head);
      }
    });
  };
  const server: Server = tls === null ? createServer(onSocket) : createTlsServer(tls, onSocket);
  // A client that does not like the certificate.
  server.on('tlsClientError', () => undefined);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    port,
    host: `127.0.0.1:${port}`,
    heads,
    open: () => sockets.size,
    met: () => met,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** The path that a head asks for. */
export function pathOf(head: string): string {
  return head.split(' ')[1] ?? '';
}

/** An answer that is whole and honest, with a stated length. */
export function whole(status: string, headers: readonly string[], body: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status}`, `Content-Length: ${bytes.byteLength}`, ...headers, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}

/** Sends a piece again and again until the socket is closed: as fast as it takes them, or each `everyMs` after the one before. */
export function keepSending(socket: Socket, piece: string | Uint8Array, everyMs = 0): void {
  const send = () => {
    if (socket.destroyed || !socket.writable) return;
    socket.write(piece, () => {
      if (everyMs === 0) setImmediate(send);
      else setTimeout(send, everyMs);
    });
  };
  send();
}

export type Certificate = { readonly key: string; readonly cert: string };

/** Whether this machine can make certificates. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/** A certificate that vouches for itself, made by openssl. `names` as in `IP:127.0.0.1,DNS:example.com`; with negative `days` it has expired. */
export function makeCertificate(names: string, days = 30): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'newsdesk-certificate-'));
  const [key, request, cert, extensions] = ['key', 'request', 'cert', 'extensions'].map((name) => join(folder, name));
  try {
    const openssl = (...args: readonly (string | undefined)[]) =>
      execFileSync(
        'openssl',
        args.filter((one) => one !== undefined),
        { stdio: 'pipe' },
      );
    writeFileSync(String(extensions), `subjectAltName=${names}`);
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=newsdesk-test'];
    openssl('req', ...curve, '-keyout', key, '-out', request);
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-signkey',
      key,
      '-days',
      String(days),
      '-extfile',
      extensions,
      '-out',
      cert,
    );
    return { key: readFileSync(String(key), 'utf8'), cert: readFileSync(String(cert), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
