import type { Change, Diary, JobRun, Outage, Place, Read, Subject } from './record.ts';

/** What the services say about a round after its end. */
export interface Evidence {
  /** Who ran a job to its success. */
  readonly runs: ReadonlyMap<string, JobRun>;
  /** When the inbox had the event of a change, which is after the store had dropped the copy; by `subject/version`. */
  readonly handledAt: ReadonlyMap<string, number>;
  /** What PostgreSQL says the hot offering's bytes hash to; by version of the catalog. */
  readonly contentHashes: ReadonlyMap<number, string>;
}

export interface ReadVerdict {
  readonly violations: readonly string[];
  /** How long after a change was answered another node still showed what was before, in milliseconds: while the store answered, and ever. */
  readonly longestStale: number;
  readonly longestStaleEver: number;
  /** Answers that were older than the one before to the same question on the same connection, all of them within the bounds. */
  readonly stepsBack: number;
}

/** What another node may show after an acknowledged invalidation, in milliseconds. */
const TRUST_WINDOW = 2_000;
/** For scheduling on a busy machine: a read begins later than this program says, the bus is heard later than it was sent. */
const MARGIN = 500;
/** No copy that an event should have dropped lives longer. */
const TIME_TO_LIVE: Readonly<Record<Subject, number>> = {
  catalog: 60_000,
  'tenant-config': 60_000,
  policy: 5_000,
};

export function checkReads(diary: Diary, evidence: Evidence): ReadVerdict {
  const violations: string[] = [];
  const last = new Map<string, number>();
  let [longestStale, longestStaleEver, stepsBack] = [0, 0, 0];
  const bySubject = Map.groupBy(diary.changes, ({ subject }) => subject);
  for (const read of diary.reads) {
    const changes = bySubject.get(read.subject) ?? [];
    violations.push(
      ...faultsOfContent(read, changes, evidence),
      ...faultsOfAge(read, changes, diary, evidence),
    );
    if (read.version === undefined) continue;
    const missed = changes.find(({ version }) => version > (read.version as number));
    if (missed !== undefined && !sameProcess(makerOf(missed, evidence), read)) {
      const stale = read.startedAt - missed.answeredAt;
      longestStaleEver = Math.max(longestStaleEver, stale);
      if (isAcknowledged(missed, diary.outages, evidence)) longestStale = Math.max(longestStale, stale);
    }
    const place = `${read.connection} ${read.subject} ${read.what}`;
    if (read.version < (last.get(place) ?? 0)) stepsBack += 1;
    last.set(place, read.version);
  }
  return { violations, longestStale, longestStaleEver, stepsBack };
}

function faultsOfContent(read: Read, changes: readonly Change[], { contentHashes }: Evidence): string[] {
  const { version, content, bodyHash, etag } = read;
  const faults: string[] = [];
  if (version === undefined) return faults;
  const said = changes.find((change) => change.version === version)?.content;
  if (said !== undefined && content !== undefined && said !== content) {
    faults.push(`${placeOf(read)} has "${content}" in version ${version}, which says "${said}"`);
  }
  if (bodyHash === undefined) return faults;
  const recorded = contentHashes.get(version);
  if (bodyHash !== etag || bodyHash !== recorded) {
    faults.push(
      `${placeOf(read)}: body ${bodyHash}, ETag ${etag}, PostgreSQL ${recorded} of version ${version}`,
    );
  }
  return faults;
}

function faultsOfAge(read: Read, changes: readonly Change[], diary: Diary, evidence: Evidence): string[] {
  const { version, minVersion, startedAt, content } = read;
  if (version !== undefined && minVersion !== undefined && version < minVersion) {
    return [`${placeOf(read)}: version ${version}, though at least ${minVersion} was asked for`];
  }
  const due = changes.findLast((change) => seenFrom(change, read, diary.outages, evidence) < startedAt);
  if (due === undefined) return [];
  const late = () => `${startedAt - due.answeredAt} ms after version ${due.version} was answered`;
  if (version !== undefined) {
    return version >= due.version
      ? []
      : [`${placeOf(read)}: version ${version}, begun ${late()} ${by(due, evidence)}`];
  }
  const possible = changes.filter(
    (change) => change.version >= due.version && change.begunAt <= read.endedAt,
  );
  // The last change of a round may have begun unrecorded: whoever did it has not answered.
  return possible.some((change) => change.content === content)
    ? []
    : [`${placeOf(read)}: ${content}, begun ${late()} with "${due.content}" ${by(due, evidence)}`];
}

/** From when on a read that begins in this process has to show the change or a later one. */
function seenFrom(change: Change, reader: Place, outages: readonly Outage[], evidence: Evidence): number {
  if (sameProcess(makerOf(change, evidence), reader)) return change.answeredAt;
  const latest = change.answeredAt + TIME_TO_LIVE[change.subject] + MARGIN;
  const handled = evidence.handledAt.get(`${change.subject}/${change.version}`) ?? Number.POSITIVE_INFINITY;
  const dropped = isAcknowledged(change, outages, evidence) ? Math.min(change.answeredAt, handled) : handled;
  return Math.min(latest, Math.max(dropped, change.answeredAt) + TRUST_WINDOW + MARGIN);
}

/** Whether the store is certain to have dropped the copy when the change was answered. */
function isAcknowledged(change: Change, outages: readonly Outage[], evidence: Evidence): boolean {
  const { begunAt, answeredAt } = change;
  if (makerOf(change, evidence) === undefined) return false;
  return !outages.some(({ from, to }) => from <= answeredAt && to >= begunAt);
}

/** A second run of a job may find the work done by one that was killed before it told anybody. */
function makerOf({ madeBy, jobId }: Change, { runs }: Evidence): Place | undefined {
  if (jobId === undefined) return madeBy;
  const run = runs.get(jobId);
  return run?.attempt === 1 ? run : undefined;
}

function sameProcess(a: Place | undefined, b: Place): boolean {
  return a?.node === b.node && a.life === b.life;
}

function placeOf({ node, what, connection }: Read): string {
  return `${node}, connection ${connection}, ${what}`;
}

function by(change: Change, evidence: Evidence): string {
  const maker = makerOf(change, evidence);
  return `(made by ${maker === undefined ? 'a node that was killed' : maker.node})`;
}

/** Milliseconds from the moment of each publication until each node first showed it or a later one. */
export function publishToVisible(
  { changes, reads }: Pick<Diary, 'changes' | 'reads'>,
  publishedAt: ReadonlyMap<number, number>,
): readonly number[] {
  const byNode = Map.groupBy(
    reads.filter(({ subject }) => subject === 'catalog'),
    ({ node }) => node,
  );
  const delays: number[] = [];
  for (const { subject, version } of changes) {
    const from = publishedAt.get(version);
    // Those of the round only: what was published before it was seen before it.
    if (subject !== 'catalog' || from === undefined || from < (reads[0]?.startedAt ?? 0)) continue;
    for (const ofNode of byNode.values()) {
      const first = ofNode.findIndex((read) => (read.version ?? 0) >= version);
      const [before, seen] = [ofNode[first - 1], ofNode[first]];
      // A node that was down meanwhile says nothing about how news travels.
      if (seen !== undefined && before?.life === seen.life) delays.push(seen.endedAt - from);
    }
  }
  return delays;
}
