import type { CacheKey } from '../keys/cache-key.ts';
import type { Answer, Outcome } from './flight.ts';
import type { BytesReading, Reading, Refused } from './reading.ts';

/** A pointer's version is what it points to; others have theirs in the key. */
function versionOf({ entry }: Answer<unknown>, key: CacheKey): string | null {
  return entry.header.order > 0 ? String(entry.header.order) : key.version;
}

/** As the copy itself says, whatever key it was found under. */
function tenantOf({ entry }: Answer<unknown>): string | null {
  return entry.header.tenant === '' ? null : entry.header.tenant;
}

export function isRefused(outcome: Outcome<unknown>): outcome is Refused {
  return 'outcome' in outcome;
}

// Written out, not spread: these are made for every read.
export function readingOf<Value>(outcome: Outcome<Value>, key: CacheKey): Reading<Value> {
  if (isRefused(outcome)) return outcome;
  const { entry, source, reason } = outcome;
  const { generatedAt } = entry.header;
  const version = versionOf(outcome, key);
  const tenant = tenantOf(outcome);
  if (entry.negative)
    return Object.freeze({ outcome: 'absent', source, tenant, generatedAt, version, reason });
  return Object.freeze({
    outcome: 'found',
    value: entry.value,
    source,
    tenant,
    generatedAt,
    version,
    reason,
  });
}

/** Throws the codec's error where a loaded value has no bytes. */
export function bytesReadingOf<Value>(
  outcome: Outcome<Value>,
  key: CacheKey,
  encode: (value: Value) => Uint8Array,
): BytesReading {
  if (isRefused(outcome)) return outcome;
  const { entry, source, reason } = outcome;
  const { generatedAt } = entry.header;
  const version = versionOf(outcome, key);
  const tenant = tenantOf(outcome);
  if (entry.negative) return { outcome: 'absent', source, tenant, generatedAt, version, reason };
  const { contentHash } = entry;
  const bytes = entry.bytes ?? encode(entry.value);
  return { outcome: 'found', bytes, contentHash, source, tenant, generatedAt, version, reason };
}
