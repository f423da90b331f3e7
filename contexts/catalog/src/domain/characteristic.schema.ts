import { decimalProblem } from '@quotewright/kernel';
import { z } from 'zod';
import { isAbove, valueCheck } from './characteristic-value.ts';
import { idSchema, lineSchema, paragraphSchema } from './text.schema.ts';

/** Text as machines compare it: it may be blank, and is what UTF-8 can carry and a list can show. */
const plainTextSchema = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (text) => !/[\p{Cc}\u2028\u2029]/u.test(text) && text.isWellFormed(),
      'must be one line without control characters',
    );

/** A value of a characteristic: the id of an enum value, a decimal as text, other text, a whole number, a boolean. */
export const characteristicValueSchema = z.union(
  [plainTextSchema(500), z.int(), z.boolean()],
  'must be a text, a whole number or a boolean',
);

export const characteristicValuesSchema = z.array(characteristicValueSchema).min(1).max(1_000);

const decimalTextSchema = z.string().superRefine((text, context) => {
  const problem = decimalProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const notEmpty = ({ min, max }: { min?: string | number; max?: string | number }) => !isAbove(min, max);

const EMPTY_RANGE = { message: 'must not be empty: min is above max', params: { code: 'RANGE_EMPTY' } };

/** Both ends belong to the range. */
export const integerRangeSchema = z
  .strictObject({ min: z.int().exactOptional(), max: z.int().exactOptional() })
  .refine(notEmpty, EMPTY_RANGE);

/** Both ends belong to the range; decimals as text, because a JSON number would lose digits. */
export const decimalRangeSchema = z
  .strictObject({ min: decimalTextSchema.exactOptional(), max: decimalTextSchema.exactOptional() })
  .refine(notEmpty, EMPTY_RANGE);

const MAX_PATTERN_LENGTH = 200;

/** Kept and compiled, but not run: running a foreign pattern over foreign text needs a bounded engine. */
const patternSchema = plainTextSchema(MAX_PATTERN_LENGTH).refine(compiles, {
  message: 'must be a regular expression (ECMAScript, unicode mode)',
  params: { code: 'PATTERN_INVALID' },
});

const base = {
  id: idSchema,
  name: lineSchema(200),
  description: paragraphSchema(2_000).exactOptional(),
  minCardinality: z.int().min(0).max(1_000).default(0).describe('How many values at least; 0 = optional.'),
  maxCardinality: z.int().min(1).max(1_000).default(1).describe('How many values at most.'),
  defaultValues: characteristicValuesSchema.exactOptional(),
};

const unit = lineSchema(60).exactOptional();

const shapeSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      ...base,
      type: z.literal('enum'),
      values: z
        .array(z.strictObject({ id: idSchema, name: lineSchema(200).exactOptional() }))
        .min(1)
        .max(1_000)
        .refine((values) => new Set(values.map(({ id }) => id)).size === values.length, {
          message: 'must not have one id twice',
          params: { code: 'DUPLICATE_ID' },
        }),
    }),
    z.strictObject({ ...base, type: z.literal('integer'), range: integerRangeSchema.exactOptional(), unit }),
    z.strictObject({ ...base, type: z.literal('decimal'), range: decimalRangeSchema.exactOptional(), unit }),
    z.strictObject({ ...base, type: z.literal('boolean') }),
    z.strictObject({
      ...base,
      type: z.literal('text'),
      maxLength: z.int().min(1).max(500).exactOptional(),
      pattern: patternSchema.exactOptional(),
    }),
  ],
  'must be one of enum, integer, decimal, boolean, text',
);

/** A property of a product: what kind of value it takes, how many, and which. */
export const characteristicSchema = shapeSchema.superRefine((characteristic, context) => {
  const issue = (code: string, path: (string | number)[], message: string) =>
    context.addIssue({ code: 'custom', path, message, params: { code } });
  const { minCardinality, maxCardinality, defaultValues } = characteristic;
  if (minCardinality > maxCardinality) {
    issue('CARDINALITY_EMPTY', ['minCardinality'], `must not be above maxCardinality (${maxCardinality})`);
  }
  if (defaultValues === undefined) return;
  if (defaultValues.length < minCardinality || defaultValues.length > maxCardinality) {
    issue('DEFAULT_CARDINALITY', ['defaultValues'], `must be ${minCardinality} to ${maxCardinality} values`);
  }
  const problemOf = valueCheck(characteristic);
  for (const [index, value] of defaultValues.entries()) {
    const problem = problemOf(value);
    if (problem !== undefined) issue('DEFAULT_OUT_OF_RANGE', ['defaultValues', index], problem);
  }
});

export type Characteristic = z.output<typeof shapeSchema>;
export type CharacteristicValue = z.output<typeof characteristicValueSchema>;

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
