import { ownerProblems, type Reach } from '@quotewright/platform/auth';
import { invalid } from '../domain/errors.ts';

/** Throws `QUOTE_INVALID` for an owner that the caller does not reach. */
export function ownerInReach(reach: Reach, owner: string | undefined): void {
  const errors = ownerProblems(reach, owner);
  if (errors.length > 0) throw invalid(errors);
}
