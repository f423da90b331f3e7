import { MAX_FINDINGS } from './limits.ts';

/** Something wrong with the rules of an offering, or worth a look. */
export interface BuildFinding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** Members and indices from the item of the rules section on; empty for what the catalog itself says. */
  readonly path: FindingPath;
  readonly message: string;
}

export type FindingPath = readonly (string | number)[];

export interface BuildReport {
  error(code: string, path: FindingPath, message: string): void;
  warning(code: string, path: FindingPath, message: string): void;
  /** Something is larger than it may be. */
  limit(path: FindingPath, what: string, limit: number, actual: number): void;
  failed(): boolean;
  findings(): readonly BuildFinding[];
}

export function buildReport(): BuildReport {
  const findings: BuildFinding[] = [];
  let left = 0;
  let errors = 0;
  const add = (severity: BuildFinding['severity'], code: string, path: FindingPath, message: string) => {
    if (severity === 'error') errors += 1;
    if (findings.length < MAX_FINDINGS) findings.push({ severity, code, path, message });
    else left += 1;
  };
  return {
    error: (code, path, message) => add('error', code, path, message),
    warning: (code, path, message) => add('warning', code, path, message),
    limit: (path, what, limit, actual) =>
      add('error', 'LIMIT', path, `${what}: at most ${limit}, these are ${actual}`),
    failed: () => errors > 0,
    findings() {
      if (left === 0) return findings;
      const severity = errors > 0 ? 'error' : 'warning';
      return [...findings, { severity, code: 'LIMIT', path: [], message: `and ${left} more findings` }];
    },
  };
}
