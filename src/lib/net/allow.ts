import { BlockList, isIP } from 'node:net';

/** What may be read although it is not public: the setting FEEDS_ALLOW, parsed. */
export type Allow = {
  /** Whether people vouch for whatever this host name leads to, at this port. */
  readonly hasHost: (hostname: string, port: number) => boolean;
  /** Whether people vouch for this IP address, at this port. */
  readonly hasAddress: (address: string, port: number) => boolean;
  /** Whether people named this very port. */
  readonly hasPort: (hostname: string, port: number) => boolean;
};

type Entry =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  | { readonly kind: 'range'; readonly address: string; readonly bits: number };

// A wider range would lead everywhere, metadata services included: a slip ("0.0.0.0/0" to try something out) that is never noticed.
const FEWEST_BITS = { 4: 8, 6: 7 } as const;

/**
 * Parses an allow-list. An entry is a host name (`wiki.corp`), a host at one port (`wiki.corp:8080`), an IP address with or without a port
 * (`10.0.0.7`, `127.0.0.1:8080`, `[fd00::7]:8080`) or a range in CIDR notation (`10.1.0.0/16`, `fd00::/8`).
 * `problems` says in sentences which entries are none; those allow nothing.
 */
export function parseAllow(entries: readonly string[]): {
  readonly allow: Allow;
  readonly problems: readonly string[];
} {
  const hosts = new Set<string>();
  const ranges = new BlockList();
  const problems: string[] = [];
  for (const text of entries) {
    const entry = parseEntry(text.trim());
    if (typeof entry === 'string') problems.push(`"${text}" ${entry}`);
    else if (entry.kind === 'range')
      ranges.addSubnet(entry.address, entry.bits, isIP(entry.address) === 4 ? 'ipv4' : 'ipv6');
    else hosts.add(`${entry.host}:${entry.port ?? '*'}`);
  }
  const hasPort = (hostname: string, port: number) => hosts.has(`${hostname}:${port}`);
  const hasHost = (hostname: string, port: number) => hosts.has(`${hostname}:*`) || hasPort(hostname, port);
  const isInRange = (address: string) => {
    const version = isIP(address);
    return version !== 0 && !address.includes('%') && ranges.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
  const hasAddress = (address: string, port: number) => hasHost(address, port) || isInRange(address);
  return { allow: { hasHost, hasAddress, hasPort }, problems };
}

/** The entry, or what is wrong with it as the end of a sentence. */
function parseEntry(text: string): Entry | string {
  if (text === '') return 'is empty';
  if (text.includes('://')) return 'must be a host or a range of addresses, without http://';
  if (text.includes('/')) return parseRange(text);
  if (isIP(text) === 6) return { kind: 'host', host: plainHost(`[${text}]`) ?? text, port: null };
  const match = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text);
  const host = plainHost(match?.[1] ?? '');
  if (match === null || host === null)
    return 'is neither a host, a host:port, an address nor a range such as 10.1.0.0/16';
  if (match[2] === undefined) return { kind: 'host', host, port: null };
  const port = Number(match[2]);
  return port >= 1 && port <= 65_535 ? { kind: 'host', host, port } : 'has a port that is not between 1 and 65535';
}

function parseRange(text: string): Entry | string {
  const match = /^\[?([0-9a-fA-F.:]+)\]?\/(\d{1,3})$/.exec(text);
  const [address, bits] = [match?.[1] ?? '', Number(match?.[2])];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return 'is no range of addresses: write one as 10.1.0.0/16 or fd00::/8';
  if (bits > (version === 4 ? 32 : 128)) return `is no range of addresses: /${bits} is too long`;
  if (bits < FEWEST_BITS[version])
    return `is too wide: at least /${FEWEST_BITS[version]} is needed, or it would open every network`;
  return { kind: 'range', address, bits };
}

/** A host as a parsed address has it (lower case, IDN as ASCII, one spelling of IP addresses, no brackets, no dot at the end), or null. */
function plainHost(text: string): string | null {
  const url = URL.parse(`http://${text}/`);
  if (url === null || url.hostname === '' || url.port !== '' || url.username !== '' || url.pathname !== '/')
    return null;
  if (/[*?#@\s]/.test(text)) return null;
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
