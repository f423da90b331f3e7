import { tenantId } from '@quotewright/kernel';
import type { CommittedEvent } from '../../messaging/committed-event.ts';

const ID = '0195d3a0-7b1e-7c3a-9f00-';

/** Event `sequence` of the aggregate `quote/<quote>`; whatever is not said is the same in each. */
export function sampleEvent(
  sequence: number,
  quote = 'q-1',
  other: Partial<CommittedEvent> = {},
): CommittedEvent {
  return {
    id: `${ID}${String(sequence).padStart(12, '0')}`,
    tenant: tenantId('acme'),
    type: 'QuoteAccepted',
    schemaVersion: 1,
    aggregate: { type: 'quote', id: quote },
    sequence,
    data: { step: sequence },
    occurredAt: Date.parse('2026-03-01T09:30:00.123Z'),
    ...other,
  };
}
