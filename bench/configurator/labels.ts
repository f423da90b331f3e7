/** What is measured of each model. */
export const labelsOf = (model: string) => ({
  build: `${model}: build`,
  compile: `${model}: compile`,
  decodeCold: `${model}: decode, first of a process`,
  decodeWarm: `${model}: decode, warm`,
  firstAnswer: `${model}: first answer of a process`,
  decodedMemory: `${model}: memory, decoded`,
  usedMemory: `${model}: memory, after the first answer`,
  domains: (share: string) => `${model}: domains after a click, ${share}`,
  answers: (share: string) => `${model}: whole answer after a click, ${share}`,
  explanations: (share: string) => `${model}: explanation, ${share}`,
  conflicts: (share: string) => `${model}: conflict with repairs, ${share}`,
  sharedClicks: (share: string) => `${model}: domains, the clicks of logic-solver, ${share}`,
  logicSolver: (share: string) => `${model}: logic-solver, ${share}`,
  logicSolverBuild: `${model}: logic-solver, its model built`,
  logicSolverClicks: `${model}: logic-solver, clicks`,
});

/** Name of a percentile and its share. */
export const SHARES = [
  ['p50', 0.5],
  ['p99', 0.99],
] as const;
