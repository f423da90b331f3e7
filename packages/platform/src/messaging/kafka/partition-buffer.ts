import type { Delivery } from '../event-transport.ts';
import type { FetchedPartition } from './fetch-reply.ts';
import { deliveryOf } from './kafka-messages.ts';
import type { KafkaPlace } from './kafka-options.ts';

/** Messages of one partition in their order, without those of other installations, and up to where they reach. */
export interface PartitionBatch {
  readonly deliveries: readonly Delivery[];
  /** Of the message after the last one. */
  readonly nextOffset: bigint;
}

interface Buffered {
  readonly value: Buffer | null;
  readonly offset: bigint;
}

const BATCH_MESSAGES = 200;
const BATCH_BYTES = 1 << 20;
/** Set in the attributes of batches that hold no messages of anybody. */
const CONTROL = 0b100000;

type BufferPlace = Pick<KafkaPlace, 'topic' | 'installationId' | 'passOver'>;

/** What was fetched of a partition and not taken yet. */
export class PartitionBuffer {
  readonly #place: BufferPlace;
  readonly #partition: number;
  readonly #buffered: Buffered[] = [];
  #bytes = 0;
  #next: bigint;

  constructor(place: BufferPlace, partition: number, next: bigint) {
    this.#place = place;
    this.#partition = partition;
    this.#next = next;
  }

  /** Where to fetch from. */
  get next(): bigint {
    return this.#next;
  }

  set next(offset: bigint) {
    this.#next = offset;
  }

  /** Whether less than a batch is left. */
  get hungry(): boolean {
    return this.#buffered.length < BATCH_MESSAGES && this.#bytes < BATCH_BYTES;
  }

  get empty(): boolean {
    return this.#buffered.length === 0;
  }

  add({ records }: FetchedPartition): void {
    for (const { attributes, firstOffset, lastOffsetDelta, records: messages } of records ?? []) {
      const after = firstOffset + BigInt(lastOffsetDelta) + 1n;
      if ((attributes & CONTROL) === 0) {
        for (const { offsetDelta, value } of messages) this.#put(value, firstOffset + BigInt(offsetDelta));
      }
      if (after > this.#next) this.#next = after;
    }
  }

  take(): PartitionBatch {
    const { topic, installationId, passOver } = this.#place;
    const deliveries: Delivery[] = [];
    let [bytes, nextOffset, count] = [0, this.#next, 0];
    for (const { value, offset } of this.#buffered.slice(0, BATCH_MESSAGES)) {
      if (count > 0 && bytes + sizeOf(value) > BATCH_BYTES) break;
      const delivery = deliveryOf(value, { topic, partition: this.#partition, offset }, installationId);
      if (delivery.kind === 'foreign') passOver(delivery.source);
      else deliveries.push(delivery);
      bytes += sizeOf(value);
      nextOffset = offset + 1n;
      count += 1;
    }
    this.#buffered.splice(0, count);
    this.#bytes -= bytes;
    return { deliveries, nextOffset };
  }

  /** A fetch begins with a whole batch of the broker's, which may begin before what was asked for. */
  #put(value: Buffer | null, offset: bigint): void {
    if (offset < this.#next) return;
    // The driver's buffer is that of a whole reply.
    this.#buffered.push({ value: value === null ? null : Buffer.from(value), offset });
    this.#bytes += sizeOf(value);
  }
}

const sizeOf = (value: Buffer | null) => value?.length ?? 0;
