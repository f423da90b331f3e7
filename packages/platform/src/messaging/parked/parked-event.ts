import type { Principal } from '../../auth/principal.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { ParkedState } from './parked-table.ts';
import type { RecordedError } from './recorded-error.ts';

/** What can be told about an event without reading what it says. */
export type EventHead = Pick<CommittedEvent, 'type' | 'schemaVersion' | 'aggregate' | 'occurredAt'>;

/** An event that a consumer could not handle, as a list shows it. Times are milliseconds since the epoch. */
export interface ParkedEvent {
  readonly id: string;
  /** `*`: of a message that is no event. */
  readonly tenant: string;
  readonly consumer: string;
  readonly eventId: string;
  /** Absent: what came was no event. */
  readonly head?: EventHead;
  /** Of the last try. */
  readonly error: RecordedError;
  readonly attempts: number;
  readonly state: ParkedState;
  readonly parkedAt: number;
  readonly resolved?: { readonly at: number; readonly by: string };
}

/** With what came: up to a megabyte. */
export interface ParkedInFull extends ParkedEvent {
  /** Absent: what came was no event, and is in `message`. */
  readonly event?: CommittedEvent;
  readonly message?: Uint8Array;
}

export interface ParkedFilter {
  readonly state?: ParkedState;
  readonly consumer?: string;
  /** Of the event. */
  readonly type?: string;
}

/** Who repairs, as the audit trail shows it. */
export type Repairer = Pick<Principal, 'subject' | 'clientId'>;
