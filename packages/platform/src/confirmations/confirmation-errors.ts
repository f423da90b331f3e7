import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const confirmationErrors = {
  CONFIRMATION_NOT_NEEDED: {
    kind: 'unprocessable',
    title: 'There is no such operation, or it needs no confirmation',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(confirmationErrors);
