import { type ErrorTable, errorsOf } from '@quotewright/kernel';

const backupErrors = {
  BACKUP_NOT_POSSIBLE: {
    kind: 'unavailable',
    title: 'This database cannot be backed up or restored from here',
  },
  BACKUP_DAMAGED: { kind: 'invalid', title: 'The archive is not complete or was changed' },
  BACKUP_SCHEMA_DIFFERS: { kind: 'conflict', title: 'The archive belongs to another schema version' },
  BACKUP_TARGET_NOT_EMPTY: {
    kind: 'conflict',
    title: 'An archive is only restored into an empty installation',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(backupErrors);
