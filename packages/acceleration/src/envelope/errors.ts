import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const envelopeErrors = {
  CACHE_KEY_RING_INVALID: { kind: 'internal', title: 'The secrets that guard stored values cannot be used' },
  CACHE_ENVELOPE_INVALID: { kind: 'internal', title: 'A value cannot be put into an envelope' },
} as const satisfies ErrorTable;

export const fail = errorsOf(envelopeErrors);
