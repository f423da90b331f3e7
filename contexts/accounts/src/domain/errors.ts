import { type ErrorTable, errorsOf, type FieldError } from '@quotewright/kernel';

export const accountsErrors = {
  ACCOUNT_UNKNOWN: { kind: 'notFound', title: 'The tenant has no such account' },
  ACCOUNT_CLOSED: { kind: 'conflict', title: 'The account is closed and cannot be changed any more' },
  ACCOUNT_INVALID: { kind: 'unprocessable', title: 'The account cannot take these values' },
  ACCOUNT_VERSION_MISMATCH: {
    kind: 'preconditionFailed',
    title: 'If-Match names another version of the account',
  },
} satisfies ErrorTable;

export const fail = errorsOf(accountsErrors);

export const unknownAccount = () => fail('ACCOUNT_UNKNOWN', 'there is no account with this id');

/** Wrong values, each with its place in what the caller sent. */
export const invalid = (errors: readonly FieldError[]) =>
  fail('ACCOUNT_INVALID', `${errors[0]?.pointer ?? ''}: ${errors[0]?.reason ?? ''}`, { errors });
