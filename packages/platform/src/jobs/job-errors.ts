import { type ErrorTable, errorsOf } from '@quotewright/kernel';

/** Why a job failed, where its handler did not say it itself, or was not taken on. */
export const jobErrors = {
  JOB_INPUT_INVALID: { kind: 'invalid', title: 'The job was given input that it does not accept' },
  JOB_FAILED: { kind: 'internal', title: 'The job failed on our side' },
  TOO_MANY_QUESTIONS: { kind: 'unavailable', title: 'Too many questions of the tenant wait for an answer' },
  JOB_ABANDONED: { kind: 'internal', title: 'The job was begun several times and never came to an end' },
} as const satisfies ErrorTable;

export const fail = errorsOf(jobErrors);
