import type { EventTransport } from '../../messaging/event-transport.ts';

/** A transport under test, with nothing on its way. */
export interface TransportHarness {
  readonly transport: EventTransport;
  /** What lies under it; called after the transport was closed. */
  close(): Promise<void>;
}

export interface ByteTransportHarness extends TransportHarness {
  /** Puts bytes where events travel. Resolves when they are there. */
  sendBytes(bytes: Uint8Array): Promise<void>;
}
