import { describe, expect, it, vi } from 'vitest';
import { sampleEvent } from '../testing/transport-contract/sample-events.ts';
import type { Caches } from './caches.ts';
import { purgeConsumer } from './purge-consumer.ts';

describe('the consumer of purges', () => {
  const purged = {
    type: 'CachePurged',
    data: { category: 'offers', version: null, generation: 3, quarantined: false },
  };
  const hear = async (other: Parameters<typeof sampleEvent>[2]) => {
    const announcePurge = vi.fn<Caches['announcePurge']>(async () => {});
    await purgeConsumer({ announcePurge }).apply([sampleEvent(1, 'q-1', { ...purged, ...other })]);
    return announcePurge.mock.calls;
  };

  it('understands events of a release that says more', async () => {
    const said = await hear({ data: { ...purged.data, addedLater: 'x' } });
    expect(said).toEqual([
      [{ scope: { category: 'offers', tenant: 'acme' }, generation: 3, quarantined: false }],
    ]);
  });

  it('does not guess at another version of the event', async () => {
    await expect(hear({ schemaVersion: 2 })).rejects.toMatchObject({ code: 'EVENT_VERSION_UNKNOWN' });
  });
});
