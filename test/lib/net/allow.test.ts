import { describe, expect, test } from 'vitest';
import { parseAllow } from '../../../src/lib/net/allow.ts';

describe('an entry of the allow-list', () => {
  test.each([
    ['wiki.corp', 'wiki.corp', 80, true],
    ['wiki.corp', 'wiki.corp', 8080, true],
    ['Wiki.Corp.', 'wiki.corp', 80, true],
    ['wiki.corp', 'x.wiki.corp', 80, false],
    ['wiki.corp:8080', 'wiki.corp', 8080, true],
    ['wiki.corp:8080', 'wiki.corp', 80, false],
    ['bücher.example', 'xn--bcher-kva.example', 80, true],
    ['rsshub', 'rsshub', 1200, true],
    ['10.0.0.7', '10.0.0.7', 80, true],
    ['10.0.0.7:81', '10.0.0.7', 81, true],
    ['10.0.0.7:81', '10.0.0.7', 80, false],
    ['10.1.0.0/16', '10.1.255.255', 80, true],
    ['10.1.0.0/16', '10.2.0.0', 80, false],
    ['10.0.0.7/32', '10.0.0.7', 80, true],
    ['fd00::7', 'fd00::7', 80, true],
    ['FD00:0:0::7', 'fd00::7', 80, true],
    ['[fd00::7]', 'fd00::7', 80, true],
    ['[fd00::7]:8080', 'fd00::7', 8080, true],
    ['[fd00::7]:8080', 'fd00::7', 80, false],
    ['fd00::/8', 'fd12::1', 80, true],
    ['fd00::/8', 'fe80::1', 80, false],
    ['fd00::/8', 'fd00::1%eth0', 80, false],
    [' 10.0.0.7 ', '10.0.0.7', 80, true],
  ])('%s and %s port %i: %s', (entry, host, port, isAllowed) => {
    const { allow, problems } = parseAllow([entry]);
    expect(problems).toEqual([]);
    expect(allow.hasHost(host, port) || allow.hasAddress(host, port)).toBe(isAllowed);
  });

  test.each([
    ['', 'is empty'],
    ['http://wiki.corp', 'without http://'],
    ['wiki.corp/feed', 'no range'],
    ['wiki.corp:0', 'between 1 and 65535'],
    ['wiki.corp:70000', 'between 1 and 65535'],
    ['wiki.corp:http', 'neither a host'],
    ['*.corp', 'neither a host'],
    ['user@wiki.corp', 'neither a host'],
    ['wiki corp', 'neither a host'],
    ['[fd00::7', 'neither a host'],
    ['10.0.0.0/33', '/33 is too long'],
    ['10.0.0/8', 'no range'],
    ['0.0.0.0/0', 'too wide'],
    ['::/0', 'too wide'],
    ['2000::/3', 'too wide'],
  ])('%s is refused', (entry, why) => {
    const { allow, problems } = parseAllow([entry, 'good.corp']);
    expect(problems).toEqual([expect.stringContaining(why)]);
    expect(allow.hasHost('good.corp', 80)).toBe(true);
  });
});
