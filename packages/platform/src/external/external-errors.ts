import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const externalErrors = {
  CIRCUIT_OPEN: { kind: 'unavailable', title: 'The external system is not called at the moment' },
  CIRCUIT_UNKNOWN: { kind: 'notFound', title: 'There is no such circuit' },
  EXTERNAL_ANSWER_INVALID: { kind: 'unavailable', title: 'The external system gave an answer that is none' },
  EXTERNAL_BUSY: { kind: 'unavailable', title: 'Too many calls wait for the external system' },
  EXTERNAL_REFUSED: { kind: 'unprocessable', title: 'The external system said no' },
  EXTERNAL_THROTTLED: { kind: 'unavailable', title: 'The external system is asked as much as it may be' },
  EXTERNAL_TIMEOUT: { kind: 'unavailable', title: 'The external system did not answer in time' },
  EXTERNAL_UNAVAILABLE: { kind: 'unavailable', title: 'The external system cannot be reached' },
} as const satisfies ErrorTable;

export const fail = errorsOf(externalErrors);
