import { accelerationMetrics } from '@quotewright/acceleration';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** What the acceleration layer tells Prometheus. */
export function cacheMetricsPage(): string {
  const rows = Object.values(accelerationMetrics).map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  return markdownPage(
    'Metrics of the caches',
    'Label values are declared names or come from closed sets; where a caller could invent them, the number of series is bounded and the rest is `other`. Times are milliseconds.',
    markdownTable(['Metric', 'Type', 'Labels', 'Says'], rows),
  );
}
