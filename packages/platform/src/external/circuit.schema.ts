import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { timestampSchema } from '../http/schemas.ts';
import type { Circuit } from './circuit.ts';
import type { CircuitOverride } from './circuit-overrides.ts';

export const circuitSchema = z
  .strictObject({
    id: z.string(),
    system: z.string(),
    operation: z.string(),
    position: z
      .enum(['closed', 'open', 'half-open'])
      .describe('Closed: calls go through. Open: none does. Half-open: one is let through to see.'),
    since: timestampSchema.exactOptional(),
    reopenAfter: timestampSchema.exactOptional().describe('When one call is let through.'),
    override: z
      .strictObject({
        position: z.enum(['open', 'closed']),
        reason: z.string(),
        changedBy: z.string(),
        changedAt: timestampSchema,
      })
      .exactOptional()
      .describe("What an operator has decided for this tenant's calls. It goes before the automatic."),
  })
  .meta({
    id: 'Circuit',
    description:
      'One operation of an external system. The position is what the server that answers has come to know.',
  });

export function circuitView(
  circuit: Circuit,
  override: CircuitOverride | undefined,
): z.output<typeof circuitSchema> {
  const { id, system, operation } = circuit;
  const { position, since, reopenAfter } = circuit.view();
  return {
    id,
    system,
    operation,
    position,
    ...(since !== undefined && { since: timestamp(since) }),
    ...(reopenAfter !== undefined && { reopenAfter: timestamp(reopenAfter) }),
    ...(override !== undefined && {
      override: {
        position: override.position,
        reason: override.reason,
        changedBy: override.changedBy,
        changedAt: timestamp(override.changedAt.getTime()),
      },
    }),
  };
}
