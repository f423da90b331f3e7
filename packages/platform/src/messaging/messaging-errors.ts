import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const messagingErrors = {
  TRANSPORT_UNAVAILABLE: { kind: 'unavailable', title: 'Events cannot be sent at the moment' },
} as const satisfies ErrorTable;

export const fail = errorsOf(messagingErrors);
