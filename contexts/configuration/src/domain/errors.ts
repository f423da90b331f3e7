import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const configurationErrors = {
  OFFERING_UNKNOWN: { kind: 'notFound', title: 'The catalog version has no such offering' },
  CONFIGURATION_INVALID: {
    kind: 'unprocessable',
    title: 'The request names variables or values that the offering does not have, or not like this',
  },
  STALE_VERSION: {
    kind: 'conflict',
    title: 'The configuration was begun with other rules; the choices that are gone are listed',
  },
  ARTEFACT_MALFORMED: { kind: 'internal', title: 'What was compiled of the offering cannot be read' },
  ENGINE_UNAVAILABLE: { kind: 'unavailable', title: 'The engine has broken down and is started again.' },
  ENGINE_CLOSED: { kind: 'unavailable', title: 'The process is about to end' },
} as const satisfies ErrorTable;

export const fail = errorsOf(configurationErrors);
