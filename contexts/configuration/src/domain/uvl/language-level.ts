/** The first names are those of today, the others those of the first versions of the language. */
const BOOLEAN_LEVELS = new Set([
  'Boolean',
  'Boolean.*',
  'Boolean.group-cardinality',
  'SAT-level',
  'SAT-level.*',
  'SAT-level.group-cardinality',
]);

/** Whether a model of this level says nothing but which features there are together. */
export function isBooleanLevel(level: string): boolean {
  return BOOLEAN_LEVELS.has(level);
}
