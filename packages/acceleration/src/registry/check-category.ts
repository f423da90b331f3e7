import { answerForms, questions } from './answer-forms.ts';
import type { Category } from './category.ts';
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

/** All that is wrong with a category; empty: it may be opened. */
export function checkCategory(category: Category): readonly Finding[] {
  const finding = (rule: string, message: string): Finding => ({
    category: typeof category.name === 'string' ? category.name : '(no name)',
    rule,
    message,
  });
  const open = questions.flatMap((question) => {
    const [holds, expected] = answerForms[question];
    const answer = category[question] as unknown;
    if (answer === undefined) return [`${question} is not answered`];
    return holds(answer) ? [] : [`${question} must be ${expected}`];
  });
  // Without them the rules would have nothing to look at.
  if (open.length > 0) return open.map((message) => finding('answered', message));
  const limits: KindLimits | undefined = Object.hasOwn(kindLimits, category.kind)
    ? kindLimits[category.kind]
    : undefined;
  if (limits === undefined) return [finding('kind-known', `there is no kind "${category.kind}"`)];
  return rules
    .filter(({ broken }) => broken(category, limits))
    .map(({ name, message }) => finding(name, message(category, limits)));
}
