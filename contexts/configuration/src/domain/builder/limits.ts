/*
 * How large a configuration may be. Beyond these the offering is refused with a finding that names the limit: a
 * model that no engine can answer in time must not be published.
 */

/** Numbers or quantities that are values of their own; more of them become intervals. */
export const MAX_VALUES = 1_001;
/** Intervals that the constants of the rules may cut a number into. */
export const MAX_INTERVALS = 2_048;
/** Instances of one part. */
export const MAX_COUNT = 1_000;
export const MAX_VARIABLES = 20_000;
/** Clauses of all rules of an offering together. */
export const MAX_CLAUSES = 1_000_000;
/** Of a sum, all terms together, after decimals became whole numbers. */
export const MAX_SUM = 2 ** 31 - 1;
/** Levels of parts below the offering. */
export const MAX_LEVELS = 10;
/** Up to here an expression is written out in clauses; beyond it gets auxiliary variables. */
export const MAX_DISTRIBUTED_CLAUSES = 64;
/** Findings of one offering; the rest is only counted. */
export const MAX_FINDINGS = 1_000;
