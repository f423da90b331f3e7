import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedFile, uvlOffering } from '../../testing/uvl-offering.ts';
import { compileScopes } from '../artefact/compile-scopes.ts';
import { scopeEngine } from '../artefact/engines.ts';
import type { CanonicalModel, Variable } from '../model/canonical-model.ts';
import { type Flags, offsetsOf, type Reasoner } from '../reasoner.ts';
import type { FeatureTerm } from './feature-terms.ts';

/* What those who published the models say about them, computed with other tools. */

const [header = '', ...lines] = shippedFile('ground-truth.csv').trim().split('\n');
const columns = header.split(',');
const PUBLISHED = lines.map((line) => {
  const cells = new Map(line.split(',').map((cell, at) => [columns[at], cell]));
  const number = (column: string) => Number(cells.get(column));
  return {
    file: cells.get('file') ?? '',
    features: number('features'),
    constraints: number('constraints'),
    core: number('core_features'),
    dead: number('dead_features'),
    digits: number('decimal_digits_of_configuration_count'),
  };
});

/** A busy machine takes several times as long. */
const PATIENCE_MS = 120_000;

/** Its constraints are random pairs that exclude each other: no order of decisions makes it fall apart. */
const TOO_HARD = 'erp-system.uvl';

/** How many features are in every configuration, and how many in none. */
function censusOf(model: CanonicalModel, terms: Iterable<FeatureTerm>, possible: Flags) {
  const offsets = offsetsOf(model);
  const places = new Map(model.variables.map(({ id }, variable) => [id, variable]));
  let core = 0;
  let dead = 0;
  for (const { characteristic, value = 'true' } of terms) {
    const variable = places.get(characteristic) as number;
    const at = (model.variables[variable] as Variable).values.indexOf(value);
    const flags = possible.subarray(offsets[variable], offsets[variable + 1]);
    if (flags[at] !== 1) dead += 1;
    else if (flags.every((flag, other) => flag === 0 || other === at)) core += 1;
  }
  return { core, dead };
}

function everything(model: CanonicalModel): Flags {
  return new Uint8Array(offsetsOf(model).at(-1) as number).fill(1);
}

function compiled(file: string) {
  const { definition, terms, report } = uvlOffering(shippedFile(file));
  const { model } = definition.scope;
  const [outcome] = compileScopes(definition);
  if (outcome === undefined || outcome === 'void') throw new Error(`${file} has no configuration`);
  return { model, terms, report, reasoner: scopeEngine(model, outcome).reasoner };
}

/** What both say to the same choices, most of which agree with each other. */
function expectAgreement(
  model: CanonicalModel,
  [graph, solver]: readonly [Reasoner, Reasoner],
  runs: number,
) {
  const offsets = offsetsOf(model);
  const clicks = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(clicks, (chosen) => {
      const allowed = everything(model);
      let possible = graph.alternatives(allowed);
      for (const [at, pick] of chosen) {
        const variable = at % model.variables.length;
        const [begin, end] = [offsets[variable] as number, offsets[variable + 1] as number];
        const values = [...possible.subarray(begin, end).keys()].filter(
          (value) => possible[begin + value] === 1,
        );
        allowed.fill(0, begin, end);
        allowed[begin + (values[pick % values.length] ?? 0)] = 1;
        possible = graph.alternatives(allowed);
      }
      expect(solver.consistent(allowed)).toBe(graph.consistent(allowed));
      expect(Buffer.compare(solver.alternatives(allowed), possible)).toBe(0);
    }),
    { numRuns: runs },
  );
}

describe('a model of industry', () => {
  it.each(PUBLISHED.filter(({ file }) => file !== TOO_HARD))(
    '$file has the core and dead features, and as many configurations, as was published; both engines agree',
    ({ file, features, constraints, core, dead, digits }) => {
      const { model, terms, report, reasoner } = compiled(file);
      expect(report).toMatchObject({ features, constraints });
      expect(reasoner.mode).toBe('graph');
      expect(censusOf(model, terms.values(), reasoner.alternatives(everything(model)))).toEqual({
        core,
        dead,
      });
      expect(reasoner.count(everything(model))?.toString()).toHaveLength(digits);
      expectAgreement(model, [reasoner, scopeEngine(model, { steps: 0 }).reasoner], 5);
    },
    PATIENCE_MS,
  );

  it.each(PUBLISHED.filter(({ file }) => file === TOO_HARD))(
    '$file ends the budget of the compiler; the solver finds the core and dead features as published',
    ({ file, features, constraints, core, dead }) => {
      const { model, terms, report, reasoner } = compiled(file);
      expect(report).toMatchObject({ features, constraints });
      expect(reasoner.mode).toBe('solver');
      expect(censusOf(model, terms.values(), reasoner.alternatives(everything(model)))).toEqual({
        core,
        dead,
      });
    },
    PATIENCE_MS,
  );
});
