/** Requests go from client to server, replies back. */
export type Direction = 'request' | 'reply';

interface OneWay {
  /** Default: both ways. */
  readonly direction?: Direction;
}

export type ProxyFault =
  /** Milliseconds, give or take up to `jitter`; the order of the bytes stays. */
  | ({ readonly kind: 'latency'; readonly ms: number; readonly jitter?: number } & OneWay)
  /** Connections are accepted and nothing passes; what was swallowed passes after healing, as from a frozen server. */
  | ({ readonly kind: 'hang' } & OneWay)
  /** RST to both sides: at once, and to each new connection; or after so many more bytes of replies on a connection. */
  | { readonly kind: 'reset'; readonly afterReplyBytes?: number }
  /** The connection ends in good order after so many more bytes of replies. */
  | { readonly kind: 'truncate'; readonly afterReplyBytes: number }
  /** Flips one bit in this share of the bytes, 0 to 1. */
  | ({ readonly kind: 'corrupt'; readonly rate: number } & OneWay)
  /** Nobody listens on the port; connections that exist stay. */
  | { readonly kind: 'refuse' }
  /** Bytes arrive in pieces of at most this size. */
  | ({ readonly kind: 'split'; readonly size: number } & OneWay)
  | ({ readonly kind: 'bandwidth'; readonly bytesPerSecond: number } & OneWay);

export type ProxyFaultKind = ProxyFault['kind'];

type FaultOf<Kind extends ProxyFaultKind> = Extract<ProxyFault, { kind: Kind }>;

/** The faults that are on: one of a kind. */
export class ProxyFaults {
  readonly #on = new Map<ProxyFaultKind, ProxyFault>();
  #change = Promise.withResolvers<void>();

  set(fault: ProxyFault): void {
    this.#on.set(fault.kind, fault);
    this.#changed();
  }

  remove(kind?: ProxyFaultKind): void {
    if (kind === undefined) this.#on.clear();
    else this.#on.delete(kind);
    this.#changed();
  }

  of<Kind extends ProxyFaultKind>(kind: Kind, direction?: Direction): FaultOf<Kind> | undefined {
    const fault = this.#on.get(kind) as FaultOf<Kind> | undefined;
    if (fault === undefined || !('direction' in fault) || direction === undefined) return fault;
    return fault.direction === direction ? fault : undefined;
  }

  /** Settles when a fault is set or removed the next time. */
  get change(): Promise<void> {
    return this.#change.promise;
  }

  #changed(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers();
    resolve();
  }
}
