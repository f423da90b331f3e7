import { createRecordsBatch } from '@platformatic/kafka';
import { describe, expect, it } from 'vitest';
import { sampleEvent } from '../../testing/transport-contract/index.ts';
import { messageOf } from './kafka-messages.ts';
import { recordBytes, requestsOf } from './kafka-requests.ts';

const message = (sequence: number, size = 0) =>
  messageOf(sampleEvent(sequence, 'q-1', { data: { text: 'x'.repeat(size) } }), 'events', 'tests');

describe('the requests of a send', () => {
  it('have all messages in their order', () => {
    const messages = Array.from({ length: 50 }, (_, index) => message(index, (index * 37) % 900));
    const requests = requestsOf(messages, 2_000);
    expect(requests.flat()).toEqual(messages);
    expect(requests.length).toBeGreaterThan(5);
  });

  it('are no larger than asked for with all that a batch has beside keys and values', () => {
    const messages = Array.from({ length: 400 }, (_, index) => message(index));
    const sizes = requestsOf(messages, 100_000).map((request) => createRecordsBatch(request).length);
    expect(sizes.length).toBeGreaterThan(1);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(100_000);
    // Nor much smaller.
    expect(sizes[0]).toBeGreaterThan(90_000);
  });

  it('have a message that is too large for itself alone', () => {
    const [small, large] = [message(1), message(2, 3_000)];
    expect(recordBytes(large)).toBeGreaterThan(3_000);
    expect(requestsOf([small, large, small], 1_000)).toEqual([[small], [large], [small]]);
  });
});
