import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const wizardErrors = {
  WIZARD_TYPE_UNKNOWN: { kind: 'unprocessable', title: 'There is no wizard of this type' },
  WIZARD_LIMIT_REACHED: { kind: 'conflict', title: 'The caller has too many open wizards' },
  WIZARD_NOT_FOUND: { kind: 'notFound', title: 'There is no such wizard' },
  WIZARD_EXPIRED: { kind: 'gone', title: 'The wizard has expired and changed nothing: start again' },
  WIZARD_COMMITTED: { kind: 'conflict', title: 'The wizard was committed before' },
  WIZARD_VERSION_MISMATCH: {
    kind: 'preconditionFailed',
    title: 'If-Match names another version of the wizard',
  },
  WIZARD_STEP_UNKNOWN: { kind: 'notFound', title: 'The wizard has no such step' },
  WIZARD_STEP_NOT_REACHED: { kind: 'conflict', title: 'Steps before this one are not done' },
  WIZARD_INCOMPLETE: { kind: 'conflict', title: 'Not all steps of the wizard are done' },
  WIZARD_TOO_LARGE: { kind: 'unprocessable', title: 'The wizard would have to remember too much' },
} as const satisfies ErrorTable;

export const fail = errorsOf(wizardErrors);
