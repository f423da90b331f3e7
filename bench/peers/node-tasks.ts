/** What a node in a process of its own can be asked; `namespace` names the node, several may live in one process. */
export interface NodeTasks {
  open(input: {
    readonly peer: string;
    readonly redisUrl: string;
    readonly namespace: string;
  }): Promise<void>;
  get(input: GetTask): Promise<GetReport>;
  /** Lets all gated loads come back. */
  release(input: { readonly namespace: string }): Promise<void>;
  /** Rejects when the library does. */
  invalidate(input: { readonly namespace: string; readonly key: string }): Promise<void>;
  storm(input: StormTask): Promise<StormReport>;
  soak(input: SoakTask): Promise<SoakReport>;
  close(input: { readonly namespace: string }): Promise<void>;
}

export interface GetTask {
  readonly namespace: string;
  readonly key: string;
  /** The load reads the truth and waits for `release`. */
  readonly gated?: boolean;
  /** What the load answers at once, without asking the truth. */
  readonly answer?: string;
  /** Milliseconds after which waiting ends. */
  readonly cap: number;
}

export interface GetReport {
  /** Null when it took longer than `cap`. */
  readonly value: string | null;
  readonly ms: number;
  readonly loaded: boolean;
}

export interface StormTask {
  readonly namespace: string;
  readonly key: string;
  readonly callers: number;
  /** Milliseconds that the load takes. */
  readonly load: number;
  /** The load fails, and every caller is expected to hear of it. */
  readonly fails?: boolean;
}

export interface StormReport {
  readonly loads: number;
  readonly slowestMs: number;
}

export interface SoakTask {
  readonly namespace: string;
  readonly seconds: number;
  /** Keys are numbers below this; a process writes those that equal `process` modulo `processes`. */
  readonly keys: number;
  readonly process: number;
  readonly processes: number;
}

export interface SoakReport {
  readonly reads: number;
  readonly writes: number;
  readonly loads: number;
  /** Reads older than what the own node had invalidated before they started. */
  readonly staleHere: number;
  /** The same for invalidations by the other node. */
  readonly staleThere: number;
  /** Of both: that old more than two seconds after the acknowledgement. */
  readonly staleLate: number;
  /** Milliseconds. */
  readonly longestStale: number;
  /** Reads that rejected or took longer than five seconds. */
  readonly failedReads: number;
  /** Invalidations that were not acknowledged within five seconds. */
  readonly unacknowledged: number;
}

/** Names of what the truth's server holds for a key. */
export const truthNames = (namespace: string, key: string) => ({
  version: `truth:${namespace}:${key}`,
  loads: `loads:${namespace}:${key}`,
  /** The newest version whose invalidation was acknowledged. */
  acknowledged: `acknowledged:${namespace}:${key}`,
  /** Version → milliseconds since the epoch. */
  times: `times:${namespace}:${key}`,
});
