/**
 * A long-running proof: random rounds against real services until the time is up. A file `scripts/prove/<name>.prove.ts`
 * exports one as `battery`; `npm run prove` finds it there.
 */
export interface Battery {
  /** What `npm run prove -- <name>` calls it; kebab-case. */
  readonly name: string;
  /** The claim in one sentence: what would be false if a round failed. */
  readonly title: string;
  /** Time box in CI. */
  readonly seconds: number;
  run(task: BatteryTask): Promise<BatteryReport>;
}

export interface BatteryTask {
  /** Stop starting rounds after this time. A full run has `Infinity`: it counts rounds, not seconds. */
  readonly seconds: number;
  /** Everything random in the first round follows from it; round n uses `seed + n`. */
  readonly seed: number;
  /** Reach the figures of the claim, however long it takes. */
  readonly full: boolean;
  /** Progress for people; keep it rare. */
  log(line: string): void;
}

export interface BatteryReport {
  readonly rounds: number;
  readonly failures: readonly BatteryFailure[];
}

export interface BatteryFailure {
  /** The seed that shows it again in its first round. */
  readonly seed: number;
  readonly what: string;
}
