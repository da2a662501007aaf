import { describe, expect, test } from 'vitest';
import { failureOf, NET_REASONS, reasonOfStatus, sayFailure } from '../../../src/lib/net/reasons.ts';

const withCode = (code: string) => Object.assign(new Error('secret words of a library'), { code });

test('every reason is said in whole sentences, which name the host', () => {
  for (const reason of NET_REASONS) {
    const said = sayFailure({ reason, detail: '' }, 'example.com', 403);
    expect(said).toMatch(/^(?:[A-Z]|example).*\.$/);
    if (!['stopped', 'bad-address', 'blocked-port'].includes(reason)) expect(said).toContain('example.com');
  }
});

describe('errors of connections', () => {
  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ENETUNREACH', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'too-slow'],
    ['UND_ERR_CONNECT_TIMEOUT', 'too-slow'],
    ['ECONNRESET', 'cut-off'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['UNABLE_TO_GET_CRL', 'certificate'],
    ['CERT_SIGNATURE_FAILURE', 'certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tls'],
    ['EPROTO', 'tls'],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad-header'],
    ['WHAT_NOBODY_KNOWS', 'cut-off'],
  ])('%s: %s', (code, reason) => {
    const failure = failureOf(withCode(code), false);
    expect(failure.reason).toBe(reason);
    expect(sayFailure(failure, 'example.com', null)).not.toContain('secret');
  });
});

test.each([
  [204, 'status'],
  [400, 'status'],
  [401, 'login'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [407, 'login'],
  [410, 'gone'],
  [429, 'too-many-requests'],
  [451, 'forbidden'],
  [500, 'server-error'],
  [599, 'server-error'],
  [600, 'status'],
])('status %i: %s', (status, reason) => {
  expect(reasonOfStatus(status)).toBe(reason);
});
