import { z } from 'zod';

const flagName = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/);

export const featureFlagsSchema = z.strictObject({
  flags: z
    .record(flagName, z.boolean())
    .refine((flags) => Object.keys(flags).length <= 200, 'at most 200 flags')
    .describe('Switches by name; a flag that is not named is off'),
});
