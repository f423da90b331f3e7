import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const accountsErrors = {
  ACCOUNT_UNKNOWN: { kind: 'notFound', title: 'The tenant has no such account' },
  ACCOUNT_CLOSED: { kind: 'conflict', title: 'The account is closed and cannot be changed any more' },
  ACCOUNT_VERSION_MISMATCH: {
    kind: 'preconditionFailed',
    title: 'If-Match names another version of the account',
  },
} satisfies ErrorTable;

export const fail = errorsOf(accountsErrors);

export const unknownAccount = () => fail('ACCOUNT_UNKNOWN', 'there is no account with this id');
