import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const messagingErrors = {
  TRANSPORT_UNAVAILABLE: { kind: 'unavailable', title: 'Events cannot be sent at the moment' },
  EVENT_VERSION_UNKNOWN: {
    kind: 'unprocessable',
    title: 'This release does not know this version of the event',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(messagingErrors);
