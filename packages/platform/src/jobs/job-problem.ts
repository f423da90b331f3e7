import type { DomainError, ErrorTable, FieldError, JsonObject } from '@quotewright/kernel';
import type { z } from 'zod';
import { problemOf } from '../http/problem.ts';
import { fail } from './job-errors.ts';

const MAX_ERRORS = 100;

/** The problem a failed job shows: as a refused request would, but without a trace id. */
export function jobProblem(error: DomainError, titles: ErrorTable): JsonObject {
  const { traceId: _, ...problem } = problemOf(error, titles, '').document;
  return problem;
}

export function inputInvalid(issues: readonly z.core.$ZodIssue[]): DomainError {
  const errors = issues.slice(0, MAX_ERRORS).map(
    (issue): FieldError => ({
      pointer: issue.path
        .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
        .join(''),
      code: 'INVALID',
      reason: issue.message,
    }),
  );
  return fail('JOB_INPUT_INVALID', 'the input of the job does not have the expected shape', { errors });
}
