import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { idSchema, timestampSchema } from '../../http/schemas.ts';
import type { ParkedEvent, ParkedInFull } from './parked-event.ts';

export const parkedStateSchema = z.enum(['waiting', 'parked', 'replayed', 'discarded']);

export const parkedEventSchema = z
  .strictObject({
    id: idSchema,
    consumer: z.string().describe('Who could not handle it.'),
    eventId: idSchema,
    type: z.string(),
    schemaVersion: z.number(),
    aggregate: z.strictObject({ type: z.string(), id: z.string() }),
    occurredAt: timestampSchema,
    error: z.strictObject({ code: z.string(), message: z.string() }).describe('Of the last try.'),
    attempts: z.number(),
    state: parkedStateSchema,
    parkedAt: timestampSchema,
    resolvedAt: timestampSchema.exactOptional(),
    resolvedBy: z.string().exactOptional().describe('The subject of whoever replayed or discarded it.'),
  })
  .meta({ id: 'ParkedEvent', description: 'An event that a consumer could not handle.' });

export const parkedEventDetailSchema = parkedEventSchema
  .extend({ data: z.record(z.string(), z.unknown()).describe('What the event says.') })
  .meta({ id: 'ParkedEventDetail', description: 'A parked event with what it says.' });

/** Of an event; messages that are none belong to no tenant and are not shown here. */
export function parkedEventView(parked: ParkedEvent) {
  const { head, resolved } = parked;
  if (head === undefined) throw new TypeError(`parked event ${parked.id} has no event`);
  return {
    id: parked.id,
    consumer: parked.consumer,
    eventId: parked.eventId,
    type: head.type,
    schemaVersion: head.schemaVersion,
    aggregate: head.aggregate,
    occurredAt: timestamp(head.occurredAt),
    error: parked.error,
    attempts: parked.attempts,
    state: parked.state,
    parkedAt: timestamp(parked.parkedAt),
    ...(resolved === undefined ? {} : { resolvedAt: timestamp(resolved.at), resolvedBy: resolved.by }),
  };
}

export function parkedEventDetail(parked: ParkedInFull) {
  return { ...parkedEventView(parked), data: parked.event?.data };
}
