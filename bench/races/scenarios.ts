import { betweenProcesses } from './between-processes.ts';
import { loads } from './loads.ts';
import { localCopies } from './local-copies.ts';
import { overtakenFills } from './overtaken-fills.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  ...overtakenFills,
  ...localCopies,
  ...betweenProcesses,
  ...loads,
];
