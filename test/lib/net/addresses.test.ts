import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPublicAddress, isWebPort } from '../../../src/lib/net/addresses.ts';

describe('what is next to a special range is public', () => {
  test.each([
    ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.0', '192.0.3.0'],
    ...[
      '192.88.98.255',
      '192.88.100.0',
      '192.167.255.255',
      '192.169.0.0',
      '198.17.255.255',
      '198.20.0.0',
      '198.51.99.255',
    ],
    ...['198.51.101.0', '203.0.112.255', '203.0.114.0', '223.255.255.255', '168.63.129.15', '168.63.129.17', '8.8.8.8'],
    ...['2000::1', '2001:200::1', '2001:4860:4860::8888', '2001:db7::1', '2001:db9::1', '2003::1', '2606:4700::1111'],
    ...['2a00:1450:4001::1', '3ffe::1', '3fff:1000::1', '64:ff9b::808:808', '64:ff9b::8.8.8.8'],
  ])('%s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

test('what is no plain IP address is not public', () => {
  for (const text of [
    '',
    'example.com',
    '8.8.8',
    '8.8.8.8:80',
    '08.8.8.8',
    '0x8.8.8.8',
    '[2606:4700::1111]',
    '2606:4700::1111%eth0',
  ]) {
    expect(isPublicAddress(text)).toBe(false);
  }
});

test('an IPv4 address is no more public in IPv6 than by itself', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(isPublicAddress(`64:ff9b::${address}`)).toBe(isPublicAddress(address));
      for (const prefix of ['::', '::ffff:', '::ffff:0:', '64:ff9b:1::'])
        expect(isPublicAddress(`${prefix}${address}`)).toBe(false);
    }),
  );
});

test('outside of 2000::/3, nothing in IPv6 is public', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const first = Number.parseInt(address.split(':')[0] || '0', 16);
      fc.pre((first >= 0x4000 || first < 0x2000) && first !== 0x64);
      expect(isPublicAddress(address)).toBe(false);
    }),
  );
});

test('ports of the web, and others', () => {
  for (const port of [80, 443, 1024, 3000, 8000, 8080, 8443, 49_152, 65_535])
    expect(isWebPort(port), `${port}`).toBe(true);
  for (const port of [
    0, 21, 22, 25, 53, 110, 139, 389, 445, 587, 993, 2375, 3306, 3389, 5060, 5432, 6379, 6667, 11_211, 27_017,
  ]) {
    expect(isWebPort(port), `${port}`).toBe(false);
  }
});
