import type { JsonObject } from '@quotewright/kernel';
import type { DomainEvent } from './domain-event.ts';
import type { EventDefinition } from './event-definition.ts';

/** An event as its definition has it: the only place where its name, version and aggregate are put together. */
export function eventOf<Data extends JsonObject>(
  { type, schemaVersion, aggregate }: EventDefinition<Data>,
  aggregateId: string,
  data: Data,
): DomainEvent {
  return { type, schemaVersion, aggregate: { type: aggregate, id: aggregateId }, data };
}
