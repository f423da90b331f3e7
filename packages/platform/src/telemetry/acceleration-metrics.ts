import { accelerationMetrics, type MetricReading, type Recorder } from '@quotewright/acceleration';
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

interface Value {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Where it differs from the metric's: the parts of a histogram. */
  readonly metricName?: string;
}

/**
 * Shows the recorder's metrics in a registry. They are read when Prometheus asks: the hot path counts in plain numbers and
 * knows no registry. prom-client's own counters and histograms cannot be set to what was counted elsewhere, so each metric
 * here is the part of its `Metric` that a registry calls.
 */
export function exposeAcceleration(registry: Registry, recorder: Pick<Recorder, 'snapshot'>): void {
  const read = oncePerScrape(() => {
    const { metrics } = recorder.snapshot();
    return new Map(metrics.map((reading) => [reading.definition.name, reading]));
  });
  for (const { name, help, type } of Object.values(accelerationMetrics)) {
    const metric = {
      // A registry of the OpenMetrics format takes `_total` off this name, and puts it on again in each line.
      name,
      help,
      type,
      aggregator: 'sum',
      get: () => {
        const reading = read().get(name);
        const values = reading === undefined ? [] : valuesOf(reading);
        return Promise.resolve({ name: metric.name, help, type, aggregator: 'sum', values });
      },
      // Counters that a reset sets back would look like a restart to Prometheus: what is counted stays.
      reset: () => {},
    };
    registry.registerMetric(metric as unknown as Counter | Gauge | Histogram);
  }
}

/** A registry asks all metrics in one go: they share a snapshot, and so agree with each other. */
function oncePerScrape<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    if (made === undefined) {
      made = { value: make() };
      queueMicrotask(() => {
        made = undefined;
      });
    }
    return made.value;
  };
}

function valuesOf({ definition, samples, distributions }: MetricReading): Value[] {
  const { name, buckets } = definition;
  const parts = distributions.flatMap(({ labels, atMost, count, sum }): Value[] => [
    ...buckets.map((bound, at) => ({
      metricName: `${name}_bucket`,
      labels: { le: bound, ...labels },
      value: atMost[at] ?? 0,
    })),
    { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ]);
  return [...samples, ...parts];
}
