/** What is changed again and again, and read meanwhile on every node. */
export type Subject = 'catalog' | 'tenant-config' | 'policy';

export interface Change {
  readonly subject: Subject;
  readonly version: number;
  /** What the version says, as readers see it. */
  readonly content: string;
  /** Wall clock, milliseconds: before anything was asked that can have made it, and when it was answered as done. */
  readonly begunAt: number;
  readonly answeredAt: number;
  /** Of a publication: its job. Whoever ran it made the change. */
  readonly jobId?: string;
  /** Who made it; absent where its maker was killed before it could say so. */
  readonly madeBy?: Place;
}

/** A process: a node in one of its lives. */
export interface Place {
  readonly node: string;
  readonly life: number;
}

export interface Read extends Place {
  readonly subject: Subject;
  readonly what: string;
  /** One keep-alive connection. */
  readonly connection: number;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Absent where the answer tells the content only, or the version only. */
  readonly version?: number;
  readonly content?: string;
  /** What `Quotewright-Min-Version` asked for. */
  readonly minVersion?: number;
  /** Of a document as bytes: the hash of what came, lower-case hex. */
  readonly bodyHash?: string;
  readonly etag?: string;
}

/** A job run that a node reported as its own. */
export interface JobRun extends Place {
  readonly attempt: number;
}

/** A time in which the store may not have answered, with what it takes until everybody speaks with it again. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** What happened in one round. */
export interface Diary {
  readonly changes: Change[];
  readonly reads: Read[];
  readonly outages: Outage[];
  /** What was done to the services and nodes, by name. */
  readonly deeds: Map<string, number>;
  /** Answers that nobody should get, and other faults seen at once. */
  readonly faults: string[];
  requests: number;
}

/** Begins with the last change of each subject. */
export function nextDiary(changes: readonly Change[]): Diary {
  const last = new Map(changes.map((change) => [change.subject, change]));
  return { changes: [...last.values()], reads: [], outages: [], deeds: new Map(), faults: [], requests: 0 };
}
