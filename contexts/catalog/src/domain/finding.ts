/** One thing a check says about the catalog. Errors block a publication, warnings do not. */
export type Finding = {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly section: string;
  /** RFC 6901, into the section's document: `/items/3/specificationId`. */
  readonly pointer: string;
  readonly message: string;
};

/** What all checks said: exact counts, and the first findings. */
export type FindingReport = {
  readonly errors: number;
  readonly warnings: number;
  /** Whether there are more findings than are listed. */
  readonly truncated: boolean;
  /** At most `MAX_FINDINGS`; errors first. */
  readonly findings: readonly Finding[];
};

const MAX_FINDINGS = 100;

/** Counts every finding and keeps the first of each severity, so that a report is small whatever is wrong. */
export function findingCollector() {
  const kept: Record<Finding['severity'], Finding[]> = { error: [], warning: [] };
  const counts: Record<Finding['severity'], number> = { error: 0, warning: 0 };
  return {
    add(finding: Finding): void {
      counts[finding.severity] += 1;
      if (kept[finding.severity].length < MAX_FINDINGS) kept[finding.severity].push(finding);
    },
    hasErrors: (): boolean => counts.error > 0,
    report: (): FindingReport => ({
      errors: counts.error,
      warnings: counts.warning,
      truncated: counts.error + counts.warning > MAX_FINDINGS,
      findings: [...kept.error, ...kept.warning].slice(0, MAX_FINDINGS),
    }),
  };
}

export type FindingCollector = ReturnType<typeof findingCollector>;
