import { evaluateExpression } from '../expression/evaluate-expression.ts';
import type { Advice } from './configuration-answer.ts';
import { scopeFacts } from './facts.ts';
import { instanceRef } from './reason-reference.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import { groundAt, type Situation, scopesOf } from './situation.ts';

/** Warnings that are broken for sure and recommendations that apply for sure; in the order of scopes, then of rules. */
export function giveAdvice(situation: Situation, settled: SettledConfiguration): readonly Advice[] {
  return scopesOf(situation).flatMap((scope) => {
    const { advice } = groundAt(situation, scope).index.scope;
    if (advice.length === 0) return [];
    const facts = scopeFacts(situation, settled, scope);
    return advice
      .filter(({ kind, expression }) => evaluateExpression(expression, facts) === (kind === 'recommendation'))
      .map(({ ruleId, kind, messageKey }) => ({
        ruleId,
        kind,
        message: messageKey,
        ...instanceRef(situation, scope),
      }));
  });
}
