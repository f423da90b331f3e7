import { z } from 'zod';

/*
 * For the documentation: answers are sent as the engine wrote them, and are not read again.
 */

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const range = z.strictObject({
  min: z.union([z.string(), z.number(), z.null()]),
  max: z.union([z.string(), z.number(), z.null()]),
  openMin: z.literal(true).exactOptional(),
  openMax: z.literal(true).exactOptional(),
});
const entry = z
  .union([value, range, z.strictObject({ maxLength: z.number().nullable() })])
  .describe('A value, a range of numbers, or any text.');

const instance = z.strictObject({ path: z.string(), id: z.string() });
const variableRef = { variable: z.string(), instance: instance.exactOptional() };
const choiceRef = z.strictObject({ ...variableRef, value: entry });
const ruleRef = z.strictObject({
  ruleId: z.string(),
  origin: z.enum(['structure', 'rule']),
  message: z.string(),
});

const conflict = z.strictObject({
  choices: z.array(choiceRef).describe('These cannot be together …'),
  rules: z.array(ruleRef).describe('… because of these.'),
  minimal: z.boolean().describe('Whether leaving out any one of them lifts the conflict.'),
});

const variable = z.strictObject({
  id: z.string(),
  name: z.string(),
  value: value.describe('Null: none, or not decided.'),
  source: z.enum(['USER', 'DEFAULT', 'FORCED', 'NONE']),
  domain: z.array(entry).describe('What it can be, all other choices kept.'),
  excluded: z.array(z.strictObject({ id: entry, reasonRef: z.string() })),
});

const answered = {
  catalogVersion: z.int(),
  graph: z
    .strictObject({
      key: z.string(),
      hash: z.string().describe('Of the rules: equal questions to one hash have equal answers.'),
      mode: z.enum(['graph', 'solver']),
      engineVersion: z.int(),
      ruleSetVersion: z.int(),
    })
    .nullable()
    .describe('Null: the offering has nothing to configure.'),
};

const configuration = {
  ...answered,
  kind: z.literal('answer'),
  status: z.enum(['VALID_COMPLETE', 'VALID_INCOMPLETE', 'CONFLICT', 'VOID']),
  variables: z.array(variable),
  instances: z.array(z.strictObject({ ...instance.shape, variables: z.array(variable) })),
  missing: z.array(z.strictObject(variableRef)).describe('What has to be decided yet.'),
  conflict: conflict.exactOptional(),
  repairs: z.array(z.array(choiceRef)).exactOptional().describe('Choices to give up: up to three ways out.'),
  advice: z.array(
    z.strictObject({
      ruleId: z.string(),
      kind: z.enum(['warning', 'recommendation']),
      message: z.string(),
      instance: instance.exactOptional(),
    }),
  ),
  remaining: z.string().exactOptional().describe('How many configurations remain: decimal digits.'),
};

export const evaluatedView = z.strictObject(configuration).meta({ id: 'EvaluatedConfiguration' });

export const completedView = z
  .strictObject({
    ...configuration,
    completion: z.strictObject({ cost: z.string(), optimal: z.boolean() }).exactOptional(),
  })
  .meta({ id: 'CompletedConfiguration' });

export const explainedView = z
  .union([
    z.strictObject({ ...answered, kind: z.literal('excluded'), conflict }),
    z.strictObject({ ...answered, kind: z.literal('dead'), rules: z.array(ruleRef), minimal: z.boolean() }),
    z.strictObject({ ...answered, kind: z.literal('possible') }),
  ])
  .meta({ id: 'ExplainedExclusion' });
