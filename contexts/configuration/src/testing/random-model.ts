import fc from 'fast-check';
import type {
  CanonicalModel,
  Constraint,
  ConstraintBody,
  Variable,
  VariableKind,
} from '../domain/model/canonical-model.ts';
import { NONE } from '../domain/model/canonical-model.ts';
import type {
  ConfigurationDefinition,
  VariableDefinition,
} from '../domain/model/configuration-definition.ts';
import { hasValue, type ValueSet, valueSet } from '../domain/model/value-set.ts';
import { type Flags, offsetsOf } from '../domain/reasoner.ts';

/*
 * Random models, so small that every configuration can be looked at. What engines are likely to get wrong is made
 * likely: models of several components, values that no rule tells apart, variables without rules, more values than
 * bits in a word, rules with which nothing is possible.
 */

/** Enumerating more than this would take longer than what is tested. */
const MOST_ASSIGNMENTS = 3_000;

/** What rules may say about one variable. */
interface Place {
  readonly variable: number;
  readonly size: number;
  /** Values next to each other that rules do not tell apart. */
  readonly grain: number;
}

const sizesOfVariables: fc.Arbitrary<number[]> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 4, maxLength: 8 }).map(withinBounds),
  },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 2, maxLength: 4 }) },
  // More classes than a word has bits.
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 31, max: 70 }), fc.integer({ min: 2, max: 34 })) },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 2, max: 34 }), fc.integer({ min: 31, max: 70 })) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }) },
);

/** Later variables become smaller until all assignments can be looked at. */
function withinBounds(sizes: readonly number[]): number[] {
  let product = 1;
  return sizes.map((size, at) => {
    const left = MOST_ASSIGNMENTS / 2 ** (sizes.length - at - 1) / product;
    const kept = Math.max(2, Math.min(size, Math.floor(left)));
    product *= kept;
    return kept;
  });
}

function someValues({ size, grain }: Place): fc.Arbitrary<ValueSet> {
  const grains = Array.from({ length: Math.ceil(size / grain) }, (_, index) => index);
  const of = (least: number) => fc.subarray(grains, { minLength: Math.max(1, least) });
  return fc
    .oneof(of(1), of(grains.length >> 1), of(grains.length - 1))
    .map((chosen) =>
      valueSet(
        chosen.flatMap((index) =>
          Array.from({ length: Math.min(grain, size - index * grain) }, (_, at) => index * grain + at),
        ),
      ),
    );
}

/** Seldom one alone. */
function somePlaces(places: readonly Place[], most: number): fc.Arbitrary<Place[]> {
  const of = (least: number) =>
    fc.subarray([...places], {
      minLength: Math.min(least, places.length),
      maxLength: Math.min(most, places.length),
    });
  return fc.oneof({ weight: 1, arbitrary: of(1) }, { weight: 9, arbitrary: of(2) });
}

/** Clauses, implications among them. */
function clausesOf(places: readonly Place[]): fc.Arbitrary<ConstraintBody> {
  const clause = somePlaces(places, 4).chain((chosen) =>
    fc.tuple(
      ...chosen.map((place) => someValues(place).map((set) => ({ variable: place.variable, in: set }))),
    ),
  );
  return fc.array(clause, { minLength: 1, maxLength: 3 }).map((clauses) => ({ kind: 'clauses', clauses }));
}

function tableOf(places: readonly Place[]): fc.Arbitrary<ConstraintBody> {
  return somePlaces(places, 4).chain((chosen) =>
    fc
      .array(fc.tuple(...chosen.map(someValues)), { minLength: 3, maxLength: 9, size: 'max' })
      .map((rows) => ({ kind: 'table', variables: chosen.map(({ variable }) => variable), rows })),
  );
}

/** How many of the variables have one of some values; linear sums with weights of either sign. */
function sumOf(places: readonly Place[]): fc.Arbitrary<ConstraintBody> {
  const weightsOf = (place: Place) => {
    const { size, grain } = place;
    const values = Array.from({ length: size }, (_, value) => value);
    return fc.oneof(
      someValues(place).map((set) => values.map((value) => Number(hasValue(set, value)))),
      fc
        .array(fc.integer({ min: -4, max: 6 }), { minLength: size, maxLength: size })
        .map((weights) => values.map((value) => weights[value - (value % grain)] as number)),
      fc
        .integer({ min: -3, max: 4 })
        .map((each) => values.map((value) => each * Math.floor(value / grain) || 0)),
    );
  };
  return somePlaces(places, 8).chain((chosen) =>
    fc.tuple(fc.tuple(...chosen.map(weightsOf)), SHARES, SHARES).map(([weights, above, below]) => {
      const least = weights.reduce((sum, own) => sum + Math.min(...own), 0);
      const most = weights.reduce((sum, own) => sum + Math.max(...own), 0);
      const shareOf = (share: number) => Math.ceil((most - least) * share);
      return {
        kind: 'sum',
        lower: above === null ? null : least + shareOf(above),
        upper: below === null ? null : most - shareOf(below),
        terms: chosen.map(({ variable }, at) => ({ variable, weights: weights[at] as number[] })),
      };
    }),
  );
}

/** How far into what a sum can be a bound cuts; the last one leaves nothing. */
const SHARES = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(null, null, 0, 0.2, 0.3, 0.4, 0.45, 0.5) },
  { weight: 1, arbitrary: fc.constant(1.1) },
);

/** Rules stay within islands: variables whose islands no rule joins are components. */
function rulesOf(places: readonly Place[], islands: number): fc.Arbitrary<Constraint[]> {
  const parts = Array.from({ length: islands }, (_, island) =>
    places.filter(({ variable }) => variable % islands === island),
  ).filter((part) => part.length > 0);
  const body = fc
    .constantFrom(...parts)
    .chain((part) => fc.oneof(clausesOf(part), sumOf(part), tableOf(part)));
  return fc.array(fc.array(body, { minLength: 1, maxLength: 2 }), { maxLength: 6 }).map((rules) =>
    rules.map((bodies, index) => ({
      ruleId: `r${index}`,
      origin: 'rule',
      messageKey: `m${index}`,
      bodies,
    })),
  );
}

/** How the values of a variable are called, which says what it is. */
function variableOf(index: number, size: number): Variable {
  const texts = Array.from({ length: size }, (_, value) => `${value}`);
  const named = (id: string, kind: VariableKind, values: readonly string[]): Variable => ({
    id,
    kind,
    values,
  });
  if (index % 4 === 1) return named(`v${index}`, 'choice', [...texts.slice(1), NONE]);
  if (index % 4 === 2 && size === 2) return named(`v${index}`, 'boolean', ['false', 'true']);
  if (index === 3) return named('v3/@quantity', 'quantity', texts);
  if (index === 4) return named('v3/v4', 'choice', texts);
  return named(`v${index}`, 'choice', texts);
}

export const randomModel: fc.Arbitrary<CanonicalModel> = sizesOfVariables.chain((sizes) =>
  fc
    .tuple(
      fc.tuple(...sizes.map(() => fc.constantFrom(1, 1, 1, 2))),
      fc.subarray([...sizes.keys()], { minLength: 1 }),
      fc.constantFrom(1, 1, 1, 2, 3),
    )
    .chain(([grains, ruled, islands]) =>
      rulesOf(
        ruled.map((variable) => ({
          variable,
          size: sizes[variable] as number,
          grain: grains[variable] as number,
        })),
        islands,
      ),
    )
    .map((constraints) => ({ variables: sizes.map((size, index) => variableOf(index, size)), constraints })),
);

/** What is asked about a model: each variable is free, chosen, restricted, or seldom impossible. */
function someFlags({ variables }: CanonicalModel): fc.Arbitrary<Flags> {
  return fc
    .tuple(
      ...variables.map(({ values }) =>
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(values.map(() => 1)) },
          {
            weight: 3,
            arbitrary: fc
              .nat({ max: values.length - 1 })
              .map((chosen) => values.map((_, at) => +(at === chosen))),
          },
          {
            weight: 2,
            arbitrary: fc.array(fc.constantFrom(0, 1), {
              minLength: values.length,
              maxLength: values.length,
            }),
          },
        ),
      ),
    )
    .map((flags) => Uint8Array.from(flags.flat()));
}

export interface RandomQuestion {
  readonly model: CanonicalModel;
  readonly allowed: Flags;
  /** Laid out as `Flags`. */
  readonly costs: Float64Array;
}

export const randomQuestion: fc.Arbitrary<RandomQuestion> = randomModel.chain((model) => {
  const length = offsetsOf(model).at(-1) as number;
  return fc.record({
    model: fc.constant(model),
    allowed: someFlags(model),
    costs: fc
      .array(fc.constantFrom(0, 0, 1, 2, 3, 7, 10, 1_000), { minLength: length, maxLength: length })
      .map((costs) => Float64Array.from(costs)),
  });
});

/** The model as an offering, with a default here and there. */
export function wholeOffering(model: CanonicalModel): ConfigurationDefinition {
  return {
    offeringId: 'offering',
    scope: {
      model,
      variables: model.variables.map(definedVariable),
      relations: [],
      defaults: [],
      eligibility: [],
      advice: [],
      validity: [],
    },
    instances: [],
  };
}

function definedVariable({ id, kind, values }: Variable, index: number): VariableDefinition {
  const absent = kind === 'quantity' ? 0 : values.indexOf(NONE);
  return {
    name: id.toUpperCase(),
    owner: id.slice(0, Math.max(id.lastIndexOf('/'), 0)),
    type: kind === 'quantity' ? 'integer' : kind === 'boolean' ? 'boolean' : 'enum',
    absent: absent < 0 ? null : absent,
    defaultValue: index % 3 === 0 ? values.length - 1 : null,
  };
}
