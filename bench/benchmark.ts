import type { Table } from './table.ts';

/**
 * One measurement beside its references. A file `bench/<name>.bench.ts` exports one as `benchmark`; `npm run bench`
 * finds it there. References run in the same process and the same minutes: ratios mean something, bare times do not.
 */
export interface Benchmark {
  /** What `npm run bench -- <name>` calls it; kebab-case. */
  readonly name: string;
  readonly title: string;
  run(task: BenchmarkTask): Promise<readonly Measure[]>;
}

export interface BenchmarkTask {
  /** How often each variant is measured; take them in turns, so that a busy minute hits all alike. */
  readonly rounds: number;
  log(line: string): void;
  /** Prints a table and stores it with the measures. */
  table(table: Table): void;
}

/** The samples of one variant, one per round. */
export interface Measure {
  readonly label: string;
  /** `op/s`, `ms`, … */
  readonly unit: string;
  readonly samples: readonly number[];
  /** The label of the measure to compare with. */
  readonly reference?: string;
}
