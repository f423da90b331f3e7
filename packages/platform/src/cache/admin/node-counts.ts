import {
  accelerationMetrics,
  type MetricDefinition,
  type TelemetrySnapshot,
} from '@quotewright/acceleration';

/** What one process counted of one category since its start, of all tenants together. */
export interface NodeCounts {
  readonly hits: number;
  readonly misses: number;
  /** 0 to 1; null before the first lookup. */
  readonly hitRatio: number | null;
  readonly failedLoads: number;
  /** Stored bytes that were no answer. */
  readonly mismatches: number;
  /** Bytes of an average stored copy; null before the first. */
  readonly averageBytes: number | null;
}

const FAILED = ['failed', 'timeout'];

export function nodeCounts({ metrics }: TelemetrySnapshot, category: string): NodeCounts {
  const sum = (definition: MetricDefinition, counts = (_labels: Readonly<Record<string, string>>) => true) =>
    metrics
      .filter((reading) => reading.definition.name === definition.name)
      .flatMap(({ samples }) => samples)
      .filter(({ labels }) => labels['cache_name'] === category && counts(labels))
      .reduce((total, { value }) => total + value, 0);
  const hits = sum(accelerationMetrics.hits);
  const misses = sum(accelerationMetrics.misses);
  const fills = sum(accelerationMetrics.fills);
  return {
    hits,
    misses,
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
    failedLoads: sum(accelerationMetrics.loads, ({ outcome = '' }) => FAILED.includes(outcome)),
    mismatches: sum(accelerationMetrics.mismatches),
    averageBytes: fills === 0 ? null : Math.round(sum(accelerationMetrics.fillBytes) / fills),
  };
}
