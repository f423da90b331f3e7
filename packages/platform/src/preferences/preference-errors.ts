import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const preferenceErrors = {
  PREFERENCE_NOT_FOUND: { kind: 'notFound', title: 'The caller has no preferences for this view' },
  PREFERENCE_VERSION_MISMATCH: {
    kind: 'preconditionFailed',
    title: 'If-Match names another version of the preferences',
  },
  PREFERENCE_EXISTS: {
    kind: 'preconditionRequired',
    title: 'The view has preferences: name the version that is replaced',
  },
  PREFERENCE_TOO_LARGE: { kind: 'tooLarge', title: 'The preferences of a view are at most 16 KiB' },
  PREFERENCE_LIMIT_REACHED: { kind: 'conflict', title: 'The caller has preferences for too many views' },
} as const satisfies ErrorTable;

export const fail = errorsOf(preferenceErrors);
