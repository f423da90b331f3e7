import { timestamp } from '@quotewright/kernel';
import { z } from 'zod';
import { idSchema, timestampSchema } from '../http/schemas.ts';
import type { Wizard } from './wizard.ts';
import type { WizardDefinition } from './wizard-definition.ts';

export const wizardSchema = z
  .strictObject({
    id: idSchema,
    type: z.string(),
    state: z.enum(['open', 'expired', 'committed']),
    steps: z
      .array(z.strictObject({ name: z.string(), title: z.string(), done: z.boolean() }))
      .describe(
        'In their order; one that is done may be done again, and those behind it then are to be done again.',
      ),
    currentStep: z.string().exactOptional().describe('What comes next; absent when only the commit is left.'),
    uploadedFileRef: idSchema.exactOptional().describe('The file that it is about.'),
    validationSummary: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .describe('What each step that is done has shown, by its name.'),
    version: z.int().describe('Rises with each change; the ETag.'),
    createdAt: timestampSchema,
    expiresAt: timestampSchema.describe('Then it is to be begun again; it has changed nothing.'),
    outcome: z
      .strictObject({
        committedAt: timestampSchema,
        status: z.int(),
        location: z.string().exactOptional().describe('Of what came of it.'),
      })
      .exactOptional(),
  })
  .meta({ id: 'Wizard', description: 'Work in several steps; nothing is changed before the commit.' });

/** `definition`: absent where this release has none of the type any more. */
export function wizardView(
  wizard: Wizard,
  definition: WizardDefinition | undefined,
  now: number,
): z.output<typeof wizardSchema> {
  const { id, type, currentStep, uploadedFileRef, validationSummary, version, committed } = wizard;
  const ended = wizard.expiresAt <= now ? 'expired' : 'open';
  return {
    id,
    type,
    state: committed === null ? ended : 'committed',
    steps: (definition?.steps ?? []).map(({ name, title }) => ({
      name,
      title,
      done: Object.hasOwn(wizard.state, name),
    })),
    ...(currentStep !== null && { currentStep }),
    ...(uploadedFileRef !== null && { uploadedFileRef }),
    validationSummary,
    version,
    createdAt: timestamp(wizard.createdAt),
    expiresAt: timestamp(wizard.expiresAt),
    ...(committed !== null && {
      outcome: {
        committedAt: timestamp(committed.at),
        status: committed.status,
        ...(committed.location !== undefined && { location: committed.location }),
      },
    }),
  };
}
