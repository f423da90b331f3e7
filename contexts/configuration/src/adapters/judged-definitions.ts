import type { JudgedDefinitions } from '../domain/publication/compile-offering.ts';
import type { JudgedDefinition } from '../domain/publication/judge-definition.ts';

const MAX_KEPT = 32;

/** The definitions judged last: an import and the publication after it compile once. */
export function judgedDefinitions(): JudgedDefinitions {
  const kept = new Map<string, JudgedDefinition>();
  return {
    find: (hash) => kept.get(hash),
    keep(hash, judged) {
      kept.delete(hash);
      kept.set(hash, judged);
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    },
  };
}
