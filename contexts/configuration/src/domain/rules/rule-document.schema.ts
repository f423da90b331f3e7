import { z } from 'zod';

/*
 * The section `configuration/rules@1`: rules of offerings beyond their structure. An item is of the offering with its
 * id, or of `offeringId`: thousands of rules of one offering are several items, each read by itself. Expressions are
 * text; see `expression/expression.ts`.
 */

/** Of one item: what is parsed in one go. */
const MAX_RULES_OF_ITEM = 10_000;
const MAX_ROWS = 10_000;

const idSchema = z
  .string()
  .max(128)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'must be letters, digits, ".", "_" and "-", and start with a letter or digit',
  );

/** A variable of the model: `plan`, `site-access/region`, `secure-seat/@quantity`. */
const variableSchema = z.string().min(1).max(600);

const expressionSchema = z.string().min(1).max(20_000);

const messageSchema = z
  .string()
  .min(1)
  .max(500)
  .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text) && text.isWellFormed(), 'must be one line of text')
  .describe('What is said to whoever meets the rule.');

const scalarSchema = z.union(
  [z.string().max(500), z.number(), z.boolean()],
  'must be a text, number or boolean',
);

const rangeSchema = z
  .strictObject({ min: z.number().exactOptional(), max: z.number().exactOptional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'must have min or max');

/** One place of a table row: a value, several, a range of numbers, or `"*"` for any. */
const cellSchema = z.union([scalarSchema, z.array(scalarSchema).min(1).max(1_000), rangeSchema]);

const base = { id: idSchema, message: messageSchema.exactOptional() };

const constraintSchema = z.strictObject({
  ...base,
  kind: z.literal('constraint'),
  if: expressionSchema.exactOptional().describe('Holds always when absent.'),
  then: expressionSchema,
  severity: z.enum(['error', 'warning']).default('error').describe('Errors exclude; warnings are only said.'),
});

const tableSchema = z.strictObject({
  ...base,
  kind: z.literal('table'),
  mode: z.enum(['allow', 'forbid']),
  columns: z.array(variableSchema).min(1).max(50),
  rows: z.array(z.array(cellSchema).max(50)).max(MAX_ROWS),
  when: expressionSchema.exactOptional(),
  whenAbsent: z
    .enum(['ignore', 'apply'])
    .default('ignore')
    .describe('Whether it applies although the owner of a column is absent.'),
});

const requiresSchema = z.strictObject({
  ...base,
  kind: z.literal('requires'),
  source: variableSchema.describe('Path of a part.'),
  target: variableSchema.describe('Path of the part it needs.'),
  perInstance: z
    .int()
    .min(1)
    .max(1_000)
    .exactOptional()
    .describe('So many of the target for each of the source.'),
});

const excludesSchema = z.strictObject({
  ...base,
  kind: z.literal('excludes'),
  source: variableSchema.describe('Path of a part.'),
  target: variableSchema.describe('Path of the part it cannot be with.'),
});

const defaultSchema = z.strictObject({
  ...base,
  kind: z.literal('default'),
  variable: variableSchema,
  value: scalarSchema,
  when: expressionSchema.exactOptional(),
});

const eligibilitySchema = z.strictObject({
  ...base,
  kind: z.literal('eligibility'),
  variable: variableSchema.describe('A characteristic, or the quantity of a part.'),
  values: z
    .array(scalarSchema)
    .min(1)
    .max(1_000)
    .exactOptional()
    .describe('Absent: everything but none of it.'),
  when: expressionSchema.describe('Over the context of the request. Only then may it be chosen.'),
});

const recommendationSchema = z.strictObject({
  ...base,
  kind: z.literal('recommendation'),
  when: expressionSchema,
  message: messageSchema,
});

export const ruleSchema = z.discriminatedUnion('kind', [
  constraintSchema,
  tableSchema,
  requiresSchema,
  excludesSchema,
  defaultSchema,
  eligibilitySchema,
  recommendationSchema,
]);

export const offeringRulesSchema = z.strictObject({
  id: idSchema.describe('The offering, unless it says another one.'),
  offeringId: idSchema.exactOptional().describe('Where the rules of one offering are several items.'),
  rules: z
    .array(ruleSchema)
    .max(MAX_RULES_OF_ITEM)
    .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, {
      message: 'must not have one id twice',
      params: { code: 'DUPLICATE_ID' },
    }),
});

export type Rule = z.output<typeof ruleSchema>;

/** An item of the section. */
export type RulesItem = z.output<typeof offeringRulesSchema>;

/** All rules of one offering, from however many items. */
export interface OfferingRules {
  readonly id: string;
  readonly rules: readonly Rule[];
}
export type RuleOf<Kind extends Rule['kind']> = Extract<Rule, { kind: Kind }>;
export type Cell = z.output<typeof cellSchema>;

export const RULES = { section: 'configuration/rules@1', schema: offeringRulesSchema };
