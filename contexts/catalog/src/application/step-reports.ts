import { canonicalBytes, type JsonValue } from '@quotewright/kernel';
import type { CatalogSnapshot } from '../domain/catalog-snapshot.ts';
import type { PublicationSummary } from '../domain/catalog-version.ts';
import type { FindingCollector } from '../domain/finding.ts';
import type { PublicationContext } from '../ports/publication-step.ts';
import type { SectionRegistry } from './section-registry.ts';

/** Reports are answered whole, with the version: they are for people. */
const MAX_REPORT_BYTES = 1_048_576;

/** What steps say of what they compiled, by section. Undefined where no step has anything to say. */
export function stepReports(
  registry: SectionRegistry,
  snapshot: CatalogSnapshot,
  context: PublicationContext,
  findings: Pick<FindingCollector, 'add'>,
): PublicationSummary['steps'] {
  const reports = new Map<string, JsonValue>();
  for (const step of registry.values()) {
    const report = step.report?.(snapshot, context);
    if (report === undefined) continue;
    const size = canonicalBytes(report).byteLength;
    if (size <= MAX_REPORT_BYTES) reports.set(step.section, report);
    else {
      findings.add({
        severity: 'warning',
        code: 'REPORT_TOO_LARGE',
        section: step.section,
        pointer: '',
        message: `the report is left out: it has ${size} bytes, at most ${MAX_REPORT_BYTES} are kept`,
      });
    }
  }
  return reports.size === 0 ? undefined : Object.fromEntries(reports);
}
