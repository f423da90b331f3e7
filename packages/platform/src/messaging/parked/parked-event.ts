import type { Principal } from '../../auth/principal.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { ParkedState } from './parked-table.ts';
import type { RecordedError } from './recorded-error.ts';

/** An event that a consumer could not handle. Times are milliseconds since the epoch. */
export interface ParkedEvent {
  readonly id: string;
  /** `*`: of a message that is no event. */
  readonly tenant: string;
  readonly consumer: string;
  readonly eventId: string;
  /** Absent: what came was no event, and is in `message`. */
  readonly event?: CommittedEvent;
  readonly message?: Uint8Array;
  /** Of the last try. */
  readonly error: RecordedError;
  readonly attempts: number;
  readonly state: ParkedState;
  readonly parkedAt: number;
  readonly resolved?: { readonly at: number; readonly by: string };
}

export interface ParkedFilter {
  readonly state?: ParkedState;
  readonly consumer?: string;
  /** Of the event. */
  readonly type?: string;
}

/** Who repairs, as the audit trail shows it. */
export type Repairer = Pick<Principal, 'subject' | 'clientId'>;
