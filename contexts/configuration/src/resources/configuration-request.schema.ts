import { calendarDateSchema } from '@quotewright/platform/http';
import { z } from 'zod';

const MAX_CHOICES = 5_000;
const MAX_INSTANCES = 2_000;

const idText = z.string().min(1).max(200);
const variable = z
  .string()
  .min(1)
  .max(600)
  .describe('As the answer names it: `plan`, `cloud-firewall/@quantity`.');
const value = z
  .union([z.string().max(500), z.number(), z.boolean(), z.null()])
  .describe('The id of a value, a number (also as decimal text), true or false, text; null for none.');
const choices = z.array(z.strictObject({ variable, value })).max(MAX_CHOICES);

const context = z
  .object({
    market: idText.exactOptional(),
    channel: idText.exactOptional(),
    customerType: idText.exactOptional(),
    segment: idText.exactOptional(),
    place: idText.exactOptional(),
  })
  .catchall(z.union([z.string().max(500), z.number(), z.boolean()]))
  .refine((members) => Object.keys(members).length <= 100, 'must have at most 100 members')
  .describe('Who asks, as rules of eligibility know it. What is not given fails closed.');

/** What every question has. */
const question = {
  offeringId: idText,
  catalogVersion: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .exactOptional()
    .describe('A published version; default: the active one.'),
  graphHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
    .exactOptional()
    .describe('`graph.hash` of the answer the choices come from: 409 when the rules are others by now.'),
  choices: choices.default([]).describe('In the order in which they were made: newer ones are blamed first.'),
  instances: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(600).describe('Of the part, such as `site-access`.'),
        id: idText.describe('Yours, unique among the instances of the part.'),
        choices: choices.default([]),
      }),
    )
    .max(MAX_INSTANCES)
    .exactOptional(),
  date: calendarDateSchema.exactOptional().describe("Default: today in the tenant's zone."),
  context: context.default({}),
};

const onlyVariables = {
  only: z.array(variable).max(MAX_CHOICES).exactOptional().describe('Variables to report; default: all.'),
};

export const evaluateBody = z
  .strictObject({
    ...question,
    ...onlyVariables,
    count: z.boolean().exactOptional().describe('Whether to count the configurations that remain.'),
  })
  .meta({ id: 'EvaluateConfiguration' });

export const completeBody = z
  .strictObject({
    ...question,
    ...onlyVariables,
    objective: z
      .enum(['preferred', 'cheapest'])
      .default('preferred')
      .describe(
        '`preferred`: fewest departures from defaults, then fewest options. `cheapest`: least `costs`.',
      ),
    costs: z
      .array(
        z.strictObject({
          variable,
          value,
          amount: z.string().regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be a decimal, not negative'),
        }),
      )
      .max(MAX_CHOICES)
      .exactOptional()
      .describe('What values cost; those that are not named cost nothing.'),
  })
  .meta({ id: 'CompleteConfiguration' });

export const explainBody = z
  .strictObject({
    ...question,
    reasonRef: z.string().min(1).max(1_500).describe('Of the excluded value, as the answer has it.'),
  })
  .meta({ id: 'ExplainExclusion' });
