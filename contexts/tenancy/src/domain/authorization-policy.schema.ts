import { z } from 'zod';

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
});
