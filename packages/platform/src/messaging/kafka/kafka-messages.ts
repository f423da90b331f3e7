import { hash } from 'node:crypto';
import {
  CLOUD_EVENT_MEDIA_TYPE,
  encodeCloudEvent,
  type ForeignEvent,
  receiveCloudEvent,
  toCloudEvent,
} from '../cloud-event.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { Delivery } from '../event-transport.ts';

/** As the driver sends it, which leaves out the id. */
export interface OutgoingMessage {
  readonly eventId: string;
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly headers: Map<Buffer, Buffer>;
}

/** A place in the topic. */
export interface MessagePosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

const HEADERS = [
  Buffer.from('content-type'),
  Buffer.from(`${CLOUD_EVENT_MEDIA_TYPE}; charset=UTF-8`),
] as const;

export function messageOf(event: CommittedEvent, topic: string, installationId: string): OutgoingMessage {
  const { tenant, aggregate } = event;
  return {
    eventId: event.id,
    topic,
    // The events of an aggregate are in one partition, which keeps their order.
    key: Buffer.from(`${tenant}/${aggregate.type}/${aggregate.id}`),
    value: Buffer.from(encodeCloudEvent(toCloudEvent(event, installationId))),
    headers: new Map([HEADERS]),
  };
}

/** What a message says; one without a value says nothing and is malformed. */
export function deliveryOf(
  value: Buffer | null,
  position: MessagePosition,
  installationId: string,
): Delivery | ForeignEvent {
  return receiveCloudEvent(value ?? Buffer.alloc(0), messageId(position), installationId);
}

/** The same for a message in every delivery. */
function messageId({ topic, partition, offset }: MessagePosition): string {
  const hex = hash('sha256', JSON.stringify([topic, partition, String(offset)]));
  // Version 8 of RFC 9562: made by a rule of one's own.
  const [third, fourth] = [`8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${third}-${fourth}-${hex.slice(20, 32)}`;
}
