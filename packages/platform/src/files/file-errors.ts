import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const fileErrors = {
  FILE_NOT_FOUND: { kind: 'notFound', title: 'There is no such file' },
  FILE_EMPTY: { kind: 'unprocessable', title: 'The file has no content' },
  FILE_NOT_TEXT: { kind: 'unprocessable', title: 'The file is no text in UTF-8' },
  FILE_QUOTA_EXCEEDED: { kind: 'conflict', title: 'The tenant keeps too many files, or too large ones' },
} as const satisfies ErrorTable;

export const fail = errorsOf(fileErrors);
