import { expect } from 'vitest';
import { type Reply } from '../http-client.ts';

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const within = (inner: string, levels: number) => `${'{"a":['.repeat(levels)}${inner}${']}'.repeat(levels)}`;

/** Bodies that no route takes, not even one that keeps any JSON. */
export const UNACCEPTABLE_BODIES: readonly string[] = [
  '{',
  '{"a":1}}',
  '{"a":NaN}',
  deep(200),
  deep(50_000),
  '['.repeat(100_000),
  ...[0, 1, 25].flatMap((levels) => [
    within('{"__proto__":{"admin":true}}', levels),
    within('{"constructor":{"prototype":{"admin":true}}}', levels),
  ]),
  '{"name":"\\ud800"}',
  '{"name":"\\u0000"}',
  '{"n":1e400}',
];

/** JSON that only a route without a form of its own takes. */
export const UNEXPECTED_BODIES: readonly string[] = [
  '"text"',
  '[]',
  '{"unknownMember":1}',
  '{"prototype":{"admin":true}}',
];

/** Above the limit of every route. */
export const HUGE_BODY = `{"name":"${'x'.repeat(17 * 1_048_576)}"}`;

/** Above the limit of routes that do not say otherwise. */
export const LARGE_BODY = `{"name":"${'x'.repeat(2_000_000)}"}`;

/** What is no id of anything, for any parameter. */
export const HOSTILE_IDS: readonly string[] = [
  "' or 1=1 --",
  "1'; drop table platform.tenant; --",
  '../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'a:b:{c}*',
  'acme:*?[a-z]',
  '{acme}',
  'x\r\nset-cookie: a=b',
  'return redis.call("flushall")',
  '__proto__',
  'constructor',
  '\u0000',
  '00000000-0000-0000-0000-000000000000',
  '%00',
  '%2e%2e%2f',
  'é'.repeat(80),
  '\u202egnp.exe',
];

export const HOSTILE_QUANTITIES: readonly string[] = [
  'NaN',
  'Infinity',
  '1e400',
  '-1',
  '-0.5',
  '1,5',
  '',
  ' 1',
  '0x10',
  '١',
  '9'.repeat(60),
  '0.0000000000001',
];

/** The answer is a problem document that tells nothing of the inside. */
export function expectProblem(reply: Reply, where: string): void {
  expect(reply.headers.get('content-type'), where).toContain('application/problem+json');
  expect(reply.json, where).toMatchObject({
    status: reply.status,
    code: expect.any(String),
    traceId: expect.any(String),
  });
  expect(reply.text, where).not.toMatch(/\bat .*\.ts:\d+|select .* from |node_modules/i);
}
