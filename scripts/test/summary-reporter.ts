import type { Reporter, TestCase, TestModule } from 'vitest/node';

export interface Tally {
  passed: number;
  failed: number;
  /** Full names; a name tells why. */
  skipped: string[];
}

/** Counts test cases, and modules that could not be loaded as one failure each. */
export class SummaryReporter implements Reporter {
  readonly tally: Tally = { passed: 0, failed: 0, skipped: [] };

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests()) this.#count(test);
      // Errors of hooks and of loading belong to no test case, and still must not pass.
      if (module.errors().length > 0) this.tally.failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) this.tally.failed += 1;
    }
    this.tally.failed += unhandledErrors.length;
  }

  #count(test: TestCase): void {
    const { state } = test.result();
    if (state === 'passed') this.tally.passed += 1;
    else if (state === 'failed') this.tally.failed += 1;
    else this.tally.skipped.push(test.fullName);
  }
}

/** `12 passed, 0 failed` or `12 passed, 0 failed, 3 skipped`. */
export function tallyLine({ passed, failed, skipped }: Tally): string {
  const skips = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return `${passed} passed, ${failed} failed${skips}`;
}
