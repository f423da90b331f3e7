interface OperationFacts {
  readonly writes: boolean;
  /** A server at its memory limit refuses it. */
  readonly needsMemory: boolean;
}

const reads: OperationFacts = { writes: false, needsMemory: false };
const adds: OperationFacts = { writes: true, needsMemory: true };
const takes: OperationFacts = { writes: true, needsMemory: false };

export const operations = {
  get: reads,
  getMany: reads,
  time: reads,
  count: reads,
  position: reads,
  beat: reads,
  claim: adds,
  claimMany: adds,
  fill: adds,
  fillMany: adds,
  put: adds,
  acquire: adds,
  add: adds,
  leave: adds,
  takeUnits: adds,
  announce: adds,
  renew: takes,
  release: takes,
  evict: takes,
  evictMany: takes,
  take: takes,
} as const satisfies Record<string, OperationFacts>;

export type Operation = keyof typeof operations;
