import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('the metrics', () => {
  it('count requests by method, route template and status', async () => {
    const metrics = createMetrics();
    metrics.requestStarted();
    metrics.requestEnded('GET', '/api/v1/cups/:cupId', 200, 0.003);
    const { text, contentType } = await metrics.expose();
    expect(contentType).toContain('text/plain');
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/v1/cups/:cupId",status="200"} 1',
    );
    expect(text).toContain('http_requests_in_flight 0');
  });

  it('know only the usual methods', async () => {
    const metrics = createMetrics();
    for (const method of ['PROPFIND', 'M-SEARCH', 'PURGE']) metrics.requestEnded(method, 'unmatched', 404, 0);
    const { text } = await metrics.expose();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="other",route="unmatched",status="404"} 3',
    );
  });

  it('live side by side in one process', async () => {
    createMetrics({ processMetrics: true });
    const { text } = await createMetrics({ processMetrics: true }).expose();
    expect(text).toContain('process_cpu_seconds_total');
  });
});
