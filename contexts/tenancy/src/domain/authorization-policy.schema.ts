import { z } from 'zod';
import { REACH_LEVELS } from './reach-level.ts';

export const roleName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .describe('A role as tokens name it');

const permission = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z-]*:[a-z][a-z-]*$/)
  .describe('`resource:action`, such as `quote:accept`');

/** Shape of the stored document; whether the permissions exist is asked when it is written (`policyProblems`). */
export const authorizationPolicySchema = z.strictObject({
  roles: z
    .record(roleName, z.array(permission).max(500))
    .refine((roles) => Object.keys(roles).length <= 100, 'at most 100 roles')
    .describe(
      'What each role may do. Rights of several roles add up; nothing is allowed that no role grants',
    ),
  reach: z
    .record(roleName, z.enum(REACH_LEVELS))
    .refine((reach) => Object.keys(reach).length <= 100, 'at most 100 roles')
    .exactOptional()
    .describe(
      "Whose quotes, orders and accounts a role may do it to: its holder's `own`, also those of everybody who reports to them (`team`), or `all`. A role that is not named keeps what it had; one that was not there before gets `own`. The widest role that grants a permission counts",
    ),
});
