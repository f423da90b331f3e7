import { ManualClock } from '@quotewright/kernel/testing';
import { describe, expect, it } from 'vitest';
import { accelerationMetrics } from './metric-table.ts';
import { createRecorder, type Recorder } from './recorder.ts';

function reading(recorder: Recorder, name: string) {
  const found = recorder.snapshot().metrics.find(({ definition }) => definition.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
}

const samples = (recorder: Recorder, name: string) =>
  reading(recorder, name).samples.map(({ labels, value }) => [...Object.values(labels), value]);

describe('the metric table', () => {
  const all = Object.values(accelerationMetrics);

  it('has the metrics of the specification with exactly its labels', () => {
    const labels = new Map(all.map(({ name, labels }) => [name, labels]));
    expect(labels.get('redis_cache_hit_total')).toEqual(['cache_name']);
    expect(labels.get('redis_cache_miss_total')).toEqual(['cache_name']);
    expect(labels.get('redis_cache_error_total')).toEqual(['operation']);
    expect(labels.get('redis_cache_load_duration_ms')).toEqual(['cache_name']);
    expect(labels.get('redis_lock_acquired_total')).toEqual(['lock_name']);
    expect(labels.get('redis_lock_contention_total')).toEqual(['lock_name']);
    expect(labels.get('redis_rate_limited_total')).toEqual(['tenant', 'endpoint']);
    expect(labels.get('redis_key_evicted_total')).toEqual([]);
    expect(labels.get('redis_command_latency_ms')).toEqual(['command']);
    expect(labels.get('redis_pool_wait_ms')).toEqual([]);
  });

  it('names each metric once, and as its type demands', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, type, labels, buckets, help } of all) {
      expect(name).toMatch(/^redis_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(labels.length).toBeLessThanOrEqual(2);
      expect(buckets.length > 0).toBe(type === 'histogram');
      expect(buckets).toEqual(buckets.toSorted((one, other) => one - other));
      expect(help).toMatch(/\.$/);
    }
  });
});

describe('the recorder', () => {
  it('sums what the specification names from the finer counters', () => {
    const recorder = createRecorder();
    recorder.hit('offers', 'l1', 10);
    recorder.hit('offers', 'l2', 2_000);
    recorder.hit('offers', 'stale', 90_000);
    recorder.miss('offers', 'absent');
    recorder.miss('prices', 'mismatch');
    expect(samples(recorder, 'redis_cache_hit_total')).toEqual([['offers', 3]]);
    expect(samples(recorder, 'redis_cache_stale_served_total')).toEqual([['offers', 1]]);
    expect(samples(recorder, 'redis_cache_miss_total')).toEqual([
      ['offers', 1],
      ['prices', 1],
    ]);
    expect(samples(recorder, 'redis_cache_hit_ratio')).toEqual([
      ['offers', 0.75],
      ['prices', 0],
    ]);
    expect(reading(recorder, 'redis_cache_entry_age_ms').distributions).toMatchObject([
      { labels: { cache_name: 'offers' }, count: 3, sum: 92_010 },
    ]);
  });

  it('counts as errors what reached for the store, and the rest as trouble only', () => {
    const recorder = createRecorder();
    for (const kind of ['timeout', 'error', 'busy', 'open', 'open'] as const) recorder.trouble('get', kind);
    expect(samples(recorder, 'redis_cache_error_total')).toEqual([['get', 2]]);
    expect(samples(recorder, 'redis_cache_trouble_total')).toContainEqual(['get', 'open', 2]);
  });

  it('tells refused fills and oversize values from other reasons', () => {
    const recorder = createRecorder();
    for (const why of ['refused', 'refused', 'older', 'oversize', 'trouble'] as const) {
      recorder.unstored('offers', why);
    }
    recorder.stored('offers', 1_000);
    recorder.stored('offers', 500);
    expect(samples(recorder, 'redis_cache_fill_rejected_total')).toEqual([['offers', 2]]);
    expect(samples(recorder, 'redis_cache_oversize_total')).toEqual([['offers', 1]]);
    expect(samples(recorder, 'redis_cache_unstored_total')).toContainEqual(['offers', 'older', 1]);
    expect(samples(recorder, 'redis_cache_fill_bytes_total')).toEqual([['offers', 1_500]]);
  });

  it('knows before which stores the breaker is open', () => {
    const recorder = createRecorder();
    const open = () => samples(recorder, 'redis_breaker_open');
    expect(open()).toEqual([]);
    recorder.breaker('entries', 'open');
    recorder.breaker('coordination', 'open');
    recorder.breaker('coordination', 'half-open');
    expect(open()).toEqual([
      ['entries', 1],
      ['coordination', 0],
    ]);
  });

  it('asks what is between process and stores at each snapshot', () => {
    const recorder = createRecorder();
    let waiting = 0;
    recorder.watchStore('entries', () => ({ underWay: 4, waiting, abandoned: 1 }));
    waiting = 9;
    expect(samples(recorder, 'redis_pool_operations')).toEqual([
      ['entries', 'under-way', 4],
      ['entries', 'waiting', 9],
      ['entries', 'abandoned', 1],
    ]);
  });

  it('lists the keys that miss most', () => {
    const clock = new ManualClock('2026-03-01T09:30:00.000Z');
    const recorder = createRecorder({ clock });
    for (let at = 0; at < 30; at += 1) recorder.missed(`key-${at}`);
    recorder.missed('key-7');
    const { topMissingKeys, since } = recorder.snapshot();
    expect(topMissingKeys).toHaveLength(20);
    expect(topMissingKeys[0]).toEqual({ key: 'key-7', count: 2 });
    expect(since).toBe(clock.now());
  });
});
