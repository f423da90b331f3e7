import type { Clock } from '@quotewright/kernel';
import type { Database } from '../postgres/database.ts';

/** One thing the process depends on. */
export interface HealthCheck {
  readonly name: string;
  /** Without a required one the process cannot answer: not ready. Without another it is degraded. */
  readonly required: boolean;
  /** What its absence means to callers: "new quotes are refused", "answers are slower". */
  readonly whenDown: string;
  /** Throws when it does not work. */
  probe(): Promise<void>;
}

export type HealthStatus = 'up' | 'degraded' | 'down';

export interface DependencyHealth {
  readonly name: string;
  readonly status: 'up' | 'down';
  readonly required: boolean;
  /** Only while it is down. */
  readonly meaning?: string;
}

export interface HealthReport {
  readonly status: HealthStatus;
  readonly dependencies: readonly DependencyHealth[];
}

export interface Health {
  report(): Promise<HealthReport>;
}

/** The probes are shared by all who ask within this time, so that asking is no load on what is asked about. */
const KEEP_MS = 1_000;
/** Below the second that orchestrators mostly give: what is optional and silent must not take the process out. */
const PROBE_TIMEOUT_MS = 800;

export function createHealth(checks: readonly HealthCheck[], clock: Clock): Health {
  let last: { readonly at: number; readonly report: Promise<HealthReport> } | undefined;
  return {
    report: () => {
      const now = clock.monotonic();
      if (last === undefined || now - last.at >= KEEP_MS) last = { at: now, report: examine(checks) };
      return last.report;
    },
  };
}

async function examine(checks: readonly HealthCheck[]): Promise<HealthReport> {
  const dependencies = await Promise.all(checks.map(examineOne));
  const down = dependencies.filter((dependency) => dependency.status === 'down');
  const status =
    down.length === 0 ? 'up' : down.some((dependency) => dependency.required) ? 'down' : 'degraded';
  return { status, dependencies };
}

async function examineOne(check: HealthCheck): Promise<DependencyHealth> {
  const { name, required, whenDown } = check;
  return (await answers(check))
    ? { name, required, status: 'up' }
    : { name, required, status: 'down', meaning: whenDown };
}

/** A probe that hangs is a dependency that is down. */
async function answers(check: HealthCheck): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, PROBE_TIMEOUT_MS, false);
  const probed = (async () => check.probe())().then(
    () => true,
    () => false,
  );
  return Promise.race([probed, late]).finally(() => clearTimeout(timer));
}

export function databaseHealth(database: Database): HealthCheck {
  return {
    name: 'database',
    required: true,
    whenDown: 'nothing can be read or written',
    probe: () => database.ping(),
  };
}
