import fc from 'fast-check';
import type {
  AnswerVariable,
  ChoiceRef,
  ConfigurationAnswer,
} from '../domain/evaluation/configuration-answer.ts';
import type { RequestedChoice } from '../domain/evaluation/configuration-request.ts';
import type { ConfigurationDefinition, InstanceSum } from '../domain/model/configuration-definition.ts';
import { solutions } from './enumerate-model.ts';
import { type SmallRule, type SmallScope, smallScope } from './small-scope.ts';

/*
 * An offering and up to two instances of a part, which share the variable `p`: every configuration of all of them
 * together is looked at.
 */
const ROOT: SmallScope['variables'] = {
  p: { values: ['x', 'y', 'z'] },
  r: { values: ['x', 'y', '~'], defaultValue: 'y' },
  's/@count': { values: ['0', '1', '2', '3'] },
};
const OWN: SmallScope['variables'] = {
  '../p': { values: ['x', 'y', 'z'], owner: '../' },
  '@quantity': { values: ['1', '2', '3'], owner: '' },
  c: { values: ['x', 'y', '~'], defaultValue: 'x' },
};

const rulesOf = (variables: SmallScope['variables']) => {
  const ids = Object.keys(variables);
  const values = (id: string) =>
    fc.subarray([...(variables[id]?.values ?? [])], { minLength: 1, maxLength: 2 });
  return fc.array(
    fc.shuffledSubarray(ids, { minLength: 2, maxLength: 2 }).chain(([a = '', b = '']) =>
      fc.record({
        where: values(a).map((some) => ({ [a]: some })),
        must: values(b).map((some) => ({ [b]: some })),
      }),
    ),
    { maxLength: 3 },
  );
};
const numbered = (rules: readonly (Pick<SmallRule, 'id'> | object)[]) =>
  rules.map((rule, at) => ({ id: `r${at}`, ...rule }) as SmallRule);

const choicesOf = (variables: SmallScope['variables'], most: number) =>
  fc
    .shuffledSubarray(
      Object.keys(variables).filter((id) => id !== '../p'),
      { maxLength: most },
    )
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc
            .constantFrom(...(variables[id]?.values ?? []))
            .map((text) => ({ variable: id, value: typed(id, text) })),
        ),
      ),
    );

function typed(id: string, text: string): RequestedChoice['value'] {
  return id.includes('@') ? Number(text) : text === '~' ? null : text;
}

const caseOf = (sum: fc.Arbitrary<Pick<InstanceSum, 'lower' | 'upper'> | undefined>) =>
  fc.record({
    root: rulesOf(ROOT),
    own: rulesOf(OWN),
    sum,
    choices: choicesOf(ROOT, 3),
    instances: fc.array(choicesOf(OWN, 2), { maxLength: 2 }),
  });
export const untied = caseOf(fc.constant(undefined));
export const tied = caseOf(
  fc.record({ lower: fc.constantFrom(null, 3, 4), upper: fc.constantFrom(null, 3, 5) }),
);
export type Case = typeof tied extends fc.Arbitrary<infer One> ? One : never;
export type World = Readonly<Record<string, unknown>>;

export function definitionOf({ root, own, sum }: Case): ConfigurationDefinition {
  const scope = smallScope({ variables: ROOT, rules: numbered(root) });
  const part = smallScope({ variables: OWN, rules: numbered(own) });
  const at = (variables: SmallScope['variables'], id: string) => Object.keys(variables).sort().indexOf(id);
  return {
    offeringId: 'o',
    scope,
    instances: [
      {
        path: 's',
        name: 'S',
        countVariable: at(ROOT, 's/@count'),
        scope: part,
        interface: { parent: at(ROOT, 'p'), own: at(OWN, '../p') },
        sums:
          sum === undefined
            ? []
            : [
                {
                  ruleId: 'sum',
                  messageKey: 'sum',
                  variable: at(OWN, '@quantity'),
                  weights: [1, 2, 3],
                  ...sum,
                },
              ],
      },
    ],
  };
}

export const requestOf = ({ choices, instances }: Case) => ({
  choices,
  instances: instances.map((own, at) => ({ path: 's', id: `i${at}`, choices: own })),
  context: { date: '2026-03-01', values: {} },
});

/** Variables of instances have `i0/` in front. Instances that are not listed can still bring the sum where it must be. */
export function worldsOf(one: Case): readonly World[] {
  const { scope, instances } = definitionOf(one);
  const named = ({ model }: typeof scope, prefix: string): World[] =>
    [...solutions(model)].map((values) =>
      Object.fromEntries(
        model.variables.map(({ id, values: texts }, at) => [
          `${prefix}${id}`,
          typed(id, texts[values[at] as number] as string),
        ]),
      ),
    );
  let worlds = named(scope, '');
  for (const at of one.instances.keys()) {
    const own = named(instances[0]?.scope ?? scope, `i${at}/`);
    worlds = worlds.flatMap((world) =>
      own
        .filter((instance) => instance[`i${at}/../p`] === world['p'])
        .map((instance) => ({ ...world, ...instance })),
    );
  }
  const listed = one.instances.length;
  return worlds.filter((world) => {
    const more = Number(world['s/@count']) - listed;
    const sum = [...one.instances.keys()].reduce((total, at) => total + Number(world[`i${at}/@quantity`]), 0);
    const { lower = null, upper = null } = one.sum ?? {};
    return more >= 0 && sum + 3 * more >= (lower ?? 0) && sum + more <= (upper ?? Infinity);
  });
}

export type Said = { readonly variable: string; readonly value: unknown };
export const having = (worlds: readonly World[], said: readonly Said[]) =>
  worlds.filter((world) => said.every(({ variable, value }) => world[variable] === value));

export const chosenOf = ({ choices, instances }: Case): readonly Said[] => [
  ...choices,
  ...instances.flatMap((own, at) =>
    own.map(({ variable, value }) => ({ variable: `i${at}/${variable}`, value })),
  ),
];
export const saidOf = ({ variable, value, instance }: ChoiceRef): Said => ({
  variable: instance === undefined ? variable : `${instance.id}/${variable}`,
  value,
});
export const allOf = ({
  variables,
  instances,
}: ConfigurationAnswer): readonly (AnswerVariable & { readonly at: string })[] => [
  ...variables.map((variable) => ({ ...variable, at: variable.id })),
  ...instances.flatMap(({ id, variables: own }) =>
    own.map((variable) => ({ ...variable, at: `${id}/${variable.id}` })),
  ),
];
