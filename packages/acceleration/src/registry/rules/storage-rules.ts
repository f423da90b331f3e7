import { duration, isWhole, type Rule, size } from './rule.ts';

/** How many times its stored size a payload may unfold to: generous for JSON, a bound for a bomb. */
const EXPANSION = 32;

/** What is stored, how large it may be, and who could read it. */
export const storageRules: readonly Rule[] = [
  {
    name: 'schema-version-range',
    broken: ({ schemaVersion }) => !isWhole(schemaVersion, 1, 65_535),
    message: () => 'schemaVersion must be a whole number from 1 to 65,535',
  },
  {
    name: 'stored-of-kind',
    broken: ({ maxStoredBytes }, kind) => !isWhole(maxStoredBytes, 1, kind.maxStoredBytes),
    message: ({ kind, maxStoredBytes }, limits) =>
      `${kind}: maxStoredBytes must be at most ${size(limits.maxStoredBytes)}, is ${size(maxStoredBytes)}`,
  },
  {
    name: 'compression-whole',
    broken: ({ compressAbove = 0 }) => !isWhole(compressAbove, 0),
    message: () => 'compressAbove must be a whole number of bytes',
  },
  {
    name: 'decoded-bounded',
    broken: ({ maxStoredBytes, maxDecodedBytes }) =>
      !isWhole(maxDecodedBytes, maxStoredBytes, maxStoredBytes * EXPANSION),
    message: () =>
      `maxDecodedBytes must be at least maxStoredBytes (an uncompressed value must be readable) and at most ${EXPANSION} times as much`,
  },
  {
    name: 'average-within-cap',
    broken: ({ averageBytes, maxStoredBytes }) => !isWhole(averageBytes, 1, maxStoredBytes),
    message: () => 'averageBytes must be a whole number of bytes, at most maxStoredBytes',
  },
  {
    name: 'cardinality-whole',
    broken: ({ expectedCardinality }) => !isWhole(expectedCardinality, 1),
    message: () => 'expectedCardinality must be a whole number from 1',
  },
  {
    name: 'sensitive-fields-named',
    broken: ({ sensitivity }) =>
      sensitivity !== 'none' &&
      (sensitivity.fields.length === 0 || sensitivity.fields.some((field) => field === '')),
    message: () => 'sensitivity must name the fields',
  },
  {
    name: 'sensitive-life',
    broken: ({ sensitivity, ttl }) => sensitivity !== 'none' && !(ttl.max <= sensitivity.maxTtl),
    message: ({ sensitivity }) =>
      `ttl.max must be at most sensitivity.maxTtl${sensitivity === 'none' ? '' : ` (${duration(sensitivity.maxTtl)})`}`,
  },
  {
    name: 'sensitive-encrypted',
    broken: ({ sensitivity, protection }) =>
      sensitivity !== 'none' && sensitivity.encrypted && protection !== 'encrypted',
    message: () => 'sensitivity asks for encryption: protection must be "encrypted"',
  },
  {
    name: 'shadow-rate-range',
    broken: ({ shadowRate = 0 }) => !(shadowRate >= 0 && shadowRate <= 1),
    message: () => 'shadowRate must be a share from 0 to 1',
  },
];
