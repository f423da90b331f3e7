import type { JsonValue } from '@quotewright/kernel';
import type { CompiledOffering } from './compile-offering.ts';

/** Of more offerings the report has the largest. */
const MAX_OFFERINGS = 500;

/** What a publication says of all that it compiled; undefined where nothing was. */
export function publicationReport(compiled: ReadonlyMap<string, CompiledOffering>): JsonValue | undefined {
  const reports = [...compiled].flatMap(([offeringId, { report }]) =>
    report === undefined ? [] : [{ offeringId, ...report }],
  );
  if (reports.length === 0) return undefined;
  const largest = reports.toSorted((a, b) => b.bytes - a.bytes).slice(0, MAX_OFFERINGS);
  return { compiled: reports.length, offerings: largest };
}
