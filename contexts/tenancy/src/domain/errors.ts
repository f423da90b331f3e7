import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const tenancyErrors = {
  TENANT_UNKNOWN: { kind: 'forbidden', title: 'The token names a tenant that does not exist here' },
  TENANT_SUSPENDED: { kind: 'forbidden', title: 'The tenant is suspended' },
  TENANT_EXISTS: { kind: 'conflict', title: 'A tenant with this id exists already' },
  TENANT_CONFIG_INVALID: {
    kind: 'unprocessable',
    title: 'The tenant configuration has values that cannot be used',
  },
  RATE_LIMITS_INVALID: {
    kind: 'unprocessable',
    title: 'The rate limits are out of bounds: they would shut the tenant out, or take from others',
  },
  DOCUMENT_VERSION_UNKNOWN: { kind: 'notFound', title: 'The tenant never had this version of the document' },
  FORBIDDEN: { kind: 'forbidden', title: 'None of the roles in the token has the permission' },
  POLICY_INVALID: {
    kind: 'unprocessable',
    title: 'The authorization policy names a permission or a role that does not exist',
  },
  POLICY_LOCKS_OUT: {
    kind: 'unprocessable',
    title: 'Under the authorization policy, its author could not administer the tenant any more',
  },
  ROLE_UNKNOWN: { kind: 'unprocessable', title: 'The active authorization policy does not define the role' },
  USER_UNKNOWN: { kind: 'notFound', title: 'The tenant has no such user' },
  USER_EXISTS: { kind: 'conflict', title: 'A user with this subject exists already' },
  USER_SUSPENDED: { kind: 'forbidden', title: 'The user is suspended' },
  USER_SUSPENDS_SELF: { kind: 'unprocessable', title: 'Nobody can suspend themselves' },
  MANAGER_UNKNOWN: { kind: 'unprocessable', title: 'The manager is not a user of the tenant' },
  MANAGER_CYCLE: { kind: 'unprocessable', title: 'The manager reports, directly or not, to the user' },
  VERSION_MISMATCH: {
    kind: 'preconditionFailed',
    title: 'If-Match names another version than the current one',
  },
} satisfies ErrorTable;

export const fail = errorsOf(tenancyErrors);
