import type { EventDefinition } from '../messaging/event-definition.ts';

/** A row of the outbox, as far as its contract goes. */
export interface AppendedEvent {
  readonly type: string;
  readonly schema_version: number;
  readonly aggregate_type: string;
  readonly data: unknown;
}

/** What is wrong with events by their definitions, a line each; none when they keep their contracts. */
export function eventFaults(
  definitions: readonly EventDefinition<any>[],
  events: readonly AppendedEvent[],
): readonly string[] {
  return events.flatMap(({ type, schema_version, aggregate_type, data }) => {
    const definition = definitions.find(
      (one) => one.type === type && one.schemaVersion === schema_version && one.aggregate === aggregate_type,
    );
    const name = `${type} v${schema_version} of ${aggregate_type}`;
    if (definition === undefined) return [`${name} is not defined`];
    const issues = definition.data.safeParse(data).error?.issues ?? [];
    return issues.map(({ path, message }) => `${name}: ${path.join('.')}: ${message}`);
  });
}
