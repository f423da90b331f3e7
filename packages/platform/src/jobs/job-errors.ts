import { type ErrorTable, errorsOf } from '@quotewright/kernel';

/** Why a job failed, where its handler did not say it itself. */
export const jobErrors = {
  JOB_INPUT_INVALID: { kind: 'invalid', title: 'The job was given input that it does not accept' },
  JOB_FAILED: { kind: 'internal', title: 'The job failed on our side' },
  JOB_ABANDONED: { kind: 'internal', title: 'The job was begun several times and never came to an end' },
} as const satisfies ErrorTable;

export const fail = errorsOf(jobErrors);
