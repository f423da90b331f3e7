/** Stored bytes. Never changed after they were handed over, by either side. */
export type Bytes = Uint8Array;
