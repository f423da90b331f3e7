import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const parkedErrors = {
  PARKED_EVENT_NOT_FOUND: { kind: 'notFound', title: 'There is no such parked event' },
  EVENT_NOT_PARKED: { kind: 'conflict', title: 'The event was replayed or discarded before' },
  EVENT_CONSUMER_UNKNOWN: { kind: 'unprocessable', title: 'This release has no such consumer' },
  EVENT_REPLAY_FAILED: { kind: 'unprocessable', title: 'The event failed again and stays parked' },
  EVENT_MALFORMED: { kind: 'unprocessable', title: 'The message is no event' },
} as const satisfies ErrorTable;

export const fail = errorsOf(parkedErrors);
