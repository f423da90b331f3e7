import type { Category, CategoryAnswers } from './category.ts';
import { type KindLimits, kindLimits } from './kind-limits.ts';
import { identityRules } from './rules/identity-rules.ts';
import { keyRules } from './rules/key-rules.ts';
import { lifeRules } from './rules/life-rules.ts';
import type { Rule } from './rules/rule.ts';
import { storageRules } from './rules/storage-rules.ts';

/** Why a category is refused. */
export interface Finding {
  readonly category: string;
  readonly rule: string;
  readonly message: string;
}

const rules: readonly Rule[] = [...identityRules, ...keyRules, ...lifeRules, ...storageRules];

type Answers = CategoryAnswers<[], unknown>;
type Question = {
  [Field in keyof Answers]-?: undefined extends Answers[Field] ? never : Field;
}[keyof Answers];

/** Everything that must be answered. The compiler asks the same, but not of a caller that was cast. */
const questions: readonly Question[] = Object.keys({
  name: 1,
  system: 1,
  service: 1,
  purpose: 1,
  owner: 1,
  kind: 1,
  truth: 1,
  tenantScope: 1,
  version: 1,
  key: 1,
  ttl: 1,
  negativeTtl: 1,
  invalidation: 1,
  whenStale: 1,
  whenStoreDown: 1,
  schemaVersion: 1,
  codec: 1,
  maxStoredBytes: 1,
  maxDecodedBytes: 1,
  averageBytes: 1,
  expectedCardinality: 1,
  overCap: 1,
  sensitivity: 1,
  protection: 1,
  canAffectBusinessState: 1,
  runbook: 1,
} satisfies Record<Question, 1>) as Question[];

/** All that is wrong with a category; empty: it may be opened. */
export function checkCategory(category: Category): readonly Finding[] {
  const finding = (rule: string, message: string): Finding => ({
    category: (category as { name?: string }).name ?? '(no name)',
    rule,
    message,
  });
  const open = questions.filter((question) => category[question] === undefined);
  // Without them the rules would have nothing to look at.
  if (open.length > 0) return open.map((question) => finding('answered', `${question} is not answered`));
  const limits: KindLimits | undefined = Object.hasOwn(kindLimits, category.kind)
    ? kindLimits[category.kind]
    : undefined;
  if (limits === undefined) return [finding('kind-known', `there is no kind "${category.kind}"`)];
  return rules
    .filter(({ broken }) => broken(category, limits))
    .map(({ name, message }) => finding(name, message(category, limits)));
}
