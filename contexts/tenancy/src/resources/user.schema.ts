import { pageQuery, timestampSchema } from '@quotewright/platform/http';
import { z } from 'zod';
import { roleName } from '../domain/authorization-policy.schema.ts';

// OpenID Connect Core §2: a `sub` is at most 255 ASCII characters. Without spaces and control characters.
export const subject = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .describe("The `sub` of the user's tokens: opaque, case-sensitive");

const state = z.enum(['active', 'suspended']).describe('A suspended user is refused everything');
const roles = z.array(roleName).max(20).describe('Roles the active policy defines');
const managerSubject = subject.describe('Whom the user reports to');
const name = z
  .string()
  .max(120)
  // Two patterns: a single one for both would take quadratic time, and a length limit does not stop the next check.
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
  .regex(/\S/, 'must not be blank')
  .describe('Display name: the only personal data kept');

export const userSchema = z
  .strictObject({
    subject,
    name,
    roles,
    state,
    managerSubject: managerSubject.exactOptional(),
    version: z.int().min(1).describe('Rises with each change; the ETag'),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
  })
  .meta({ id: 'User' });

export const newUserSchema = z.strictObject({
  subject,
  name,
  roles,
  managerSubject: managerSubject.exactOptional(),
});

export const userChangeSchema = z.strictObject({
  name: name.exactOptional(),
  roles: roles.exactOptional(),
  state: state.exactOptional(),
  managerSubject: managerSubject.nullable().exactOptional().describe('`null`: reports to nobody'),
});

export const userQuerySchema = z.strictObject({
  ...pageQuery,
  state: state.exactOptional(),
  role: roleName.exactOptional(),
  managerSubject: managerSubject.exactOptional(),
});
