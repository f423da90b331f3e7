import type { OutgoingMessage } from './kafka-messages.ts';

/** Of a batch without its records. */
const BATCH_BYTES = 61;
/** Lengths, numbers and times of a record, each written as long as it can be. */
const RECORD_BYTES = 36;
const HEADER_BYTES = 10;

/** In their order, each of at most so many bytes unless a single message is larger. */
export function requestsOf(messages: readonly OutgoingMessage[], most: number): OutgoingMessage[][] {
  const requests: OutgoingMessage[][] = [];
  let size = 0;
  for (const message of messages) {
    const bytes = recordBytes(message);
    const request = requests.at(-1);
    if (request === undefined || size + bytes > most) {
      requests.push([message]);
      size = BATCH_BYTES + bytes;
    } else {
      request.push(message);
      size += bytes;
    }
  }
  return requests;
}

/** What the message takes in a batch, at most. */
export function recordBytes({ key, value, headers }: OutgoingMessage): number {
  let bytes = RECORD_BYTES + key.length + value.length;
  for (const [name, text] of headers) bytes += HEADER_BYTES + name.length + text.length;
  return bytes;
}
