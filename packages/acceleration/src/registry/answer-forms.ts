import type { CategoryAnswers } from './category.ts';

type Form = readonly [holds: (answer: unknown) => boolean, expected: string];

const text: Form = [(answer) => typeof answer === 'string', 'a text'];
const number: Form = [(answer) => typeof answer === 'number', 'a number'];
const has = (answer: unknown, ...members: readonly string[]): boolean =>
  typeof answer === 'object' && answer !== null && members.every((member) => member in answer);
const oneOf = (...words: readonly string[]): Form => [
  (answer) => words.includes(answer as string),
  `one of ${words.map((word) => `"${word}"`).join(', ')}`,
];
const member = (answer: unknown, name: string): unknown => (answer as Record<string, unknown>)[name];

/**
 * The form of every answer that must be given: a caller that was cast, or writes JavaScript, may give anything. Rules look at answers of
 * the right form only.
 */
export const answerForms = {
  name: text,
  system: text,
  service: text,
  purpose: text,
  owner: text,
  kind: text,
  truth: text,
  tenantScope: [
    (answer) =>
      answer === 'tenant' || (has(answer, 'global') && typeof member(answer, 'global') === 'string'),
    '"tenant" or { global: "because …" }',
  ],
  version: [
    (answer) =>
      ['counts', 'none'].some((name) => has(answer, name) && typeof member(answer, name) === 'string'),
    '{ counts: "…" } or { none: "because …" }',
  ],
  key: [
    (answer) => Array.isArray(answer) && answer.every((part) => has(part)),
    'a list of key parts (literal, versionPart, idPart, …)',
  ],
  ttl: [
    (answer) =>
      has(answer, 'fresh', 'max') &&
      ['fresh', 'max'].every((name) => typeof member(answer, name) === 'number'),
    '{ fresh, max } in milliseconds',
  ],
  negativeTtl: [(answer) => answer === 'never' || typeof answer === 'number', '"never" or milliseconds'],
  invalidation: [
    (answer) =>
      answer === 'versioned-key' ||
      answer === 'ttl-only' ||
      (has(answer, 'events') && Array.isArray(member(answer, 'events'))),
    '"versioned-key", "ttl-only" or { events: […] }',
  ],
  whenStale: [
    (answer) =>
      answer === 'never' || (has(answer, 'serveFor') && typeof member(answer, 'serveFor') === 'number'),
    '"never" or { serveFor: milliseconds }',
  ],
  whenStoreDown: oneOf('load', 'degrade', 'refuse', 'local'),
  schemaVersion: number,
  codec: [
    (answer) =>
      has(answer, 'encode', 'decode', 'memoryOf') &&
      ['encode', 'decode', 'memoryOf'].every((name) => typeof member(answer, name) === 'function'),
    'a codec (jsonCodec, bytesCodec)',
  ],
  maxStoredBytes: number,
  maxDecodedBytes: number,
  averageBytes: number,
  expectedCardinality: number,
  overCap: oneOf('split', 'summary', 'do-not-store'),
  sensitivity: [
    (answer) =>
      answer === 'none' ||
      (has(answer, 'fields', 'maxTtl', 'encrypted') && Array.isArray(member(answer, 'fields'))),
    '"none" or { fields, maxTtl, encrypted }',
  ],
  protection: oneOf('hash', 'sealed', 'encrypted'),
  canAffectBusinessState: text,
  runbook: text,
} as const satisfies Record<Question, Form>;

type Answers = CategoryAnswers<[], unknown>;

/** What must be answered. The compiler asks the same. */
export type Question = {
  [Field in keyof Answers]-?: undefined extends Answers[Field] ? never : Field;
}[keyof Answers];

export const questions = Object.keys(answerForms) as readonly Question[];
