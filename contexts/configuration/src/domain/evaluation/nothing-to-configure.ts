import type { ConfigurationAnswer } from './configuration-answer.ts';
import type { ConfigurationQuery } from './configuration-query.ts';
import type { Refused } from './configuration-request.ts';

/** What an offering answers that has neither characteristics nor parts nor rules: it is complete as it is. */
export function nothingToConfigure({ kind, request }: ConfigurationQuery): ConfigurationAnswer | Refused {
  const { choices, instances = [] } = request;
  const reason = 'the offering has nothing to configure';
  const errors = [
    ...choices.map((_, index) => ({
      pointer: `/choices/${index}/variable`,
      code: 'UNKNOWN_VARIABLE',
      reason,
    })),
    ...instances.map((_, index) => ({
      pointer: `/instances/${index}/path`,
      code: 'UNKNOWN_VARIABLE',
      reason,
    })),
    ...(kind === 'explain' ? [{ pointer: '/reasonRef', code: 'UNKNOWN_VARIABLE', reason }] : []),
  ];
  if (errors.length > 0) return { kind: 'refused', errors };
  return { kind: 'answer', status: 'VALID_COMPLETE', variables: [], instances: [], missing: [], advice: [] };
}
