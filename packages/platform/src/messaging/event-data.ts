import type { z } from 'zod';
import type { CommittedEvent } from './committed-event.ts';
import type { EventDefinition } from './event-definition.ts';
import { fail } from './messaging-errors.ts';

/**
 * What an event says, for its consumers: members that another release has added within the same version are left out. Throws
 * `EVENT_VERSION_UNKNOWN` for any other version, and a `ZodError` for what breaks the definition.
 */
export function dataOf<Shape extends z.core.$ZodLooseShape>(
  definition: Pick<EventDefinition, 'type' | 'schemaVersion'> & { readonly data: z.ZodObject<Shape> },
  { schemaVersion, data }: Pick<CommittedEvent, 'schemaVersion' | 'data'>,
) {
  if (schemaVersion !== definition.schemaVersion) {
    const { type, schemaVersion: known } = definition;
    throw fail(
      'EVENT_VERSION_UNKNOWN',
      `this release reads version ${known} of ${type}, not ${schemaVersion}`,
    );
  }
  return definition.data.strip().parse(data);
}
