import { describe, expect, it } from 'vitest';
import { judgedDefinitions } from '../../adapters/judged-definitions.ts';
import { anEnum, type SampleCatalog, sampleContent } from '../../testing/sample-offering.ts';
import { decodeArtefact } from '../artefact/artefact-format.ts';
import type { Rule } from '../rules/rule-document.schema.ts';
import { type CompileInput, compileOffering } from './compile-offering.ts';

const LAMP: SampleCatalog = {
  lamp: {
    characteristics: [anEnum('color', ['red', 'green']), anEnum('size', ['s', 'm', 'l'])],
    children: [{ offeringId: 'bulb', lower: 0, upper: 2 }],
  },
  bulb: {},
};

function input(rules: readonly (readonly [id: string, then: string])[], more: Partial<CompileInput> = {}) {
  const { offerings, specifications } = sampleContent(LAMP);
  return {
    offeringId: 'lamp',
    offerings: [...offerings.byId.values()],
    specifications: [...specifications.byId.values()],
    rules: {
      id: 'lamp',
      rules: rules.map(([id, then]): Rule => ({ id, kind: 'constraint', then, severity: 'error' })),
    },
    catalogVersion: 7,
    ...more,
  };
}

const findingsOf = (...rules: (readonly [string, string])[]) =>
  compileOffering(input(rules)).findings.map(({ severity, code, path, message }) => ({
    severity,
    code,
    path,
    message,
  }));

describe('an offering that is published', () => {
  it('has an artefact with the version in which its rules are new, and a report', () => {
    const { bytes, findings, report } = compileOffering(
      input([['red-is-small', "color = 'red' implies size = 's'"]]),
    );
    expect(findings).toEqual([]);
    expect(decodeArtefact(bytes as Uint8Array)).toMatchObject({ ruleSetVersion: 7, engineVersion: 1 });
    expect(report).toMatchObject({
      ruleSetVersion: 7,
      bytes: bytes?.length,
      // Red and small or green in three sizes, each with 0 to 2 bulbs.
      scopes: [{ path: '', mode: 'graph', variables: 3, count: '12' }],
    });
  });

  it('keeps the artefact of the version before, byte for byte, while nothing changes', () => {
    const rules = [['red-is-small', "color = 'red' implies size = 's'"]] as const;
    const { bytes: previous } = compileOffering(input(rules));
    const again = compileOffering(input(rules, { catalogVersion: 8, previous: previous as Uint8Array }));
    expect(again.bytes).toEqual(previous);
    const changed = compileOffering(
      input([['red-is-small', "color = 'red' implies size = 'm'"]], {
        catalogVersion: 8,
        previous: previous as Uint8Array,
      }),
    );
    expect(decodeArtefact(changed.bytes as Uint8Array).ruleSetVersion).toBe(8);
  });

  it('is compiled anew where what was published before cannot be read', () => {
    const previous = new Uint8Array([1, 2, 3]);
    expect(compileOffering(input([], { previous })).bytes).toEqual(compileOffering(input([])).bytes);
  });

  it('is the same, bytes and findings, whether it was judged before or not', () => {
    const rules = [['never-green', "not color = 'green'"]] as const;
    const memory = judgedDefinitions();
    const first = compileOffering(input(rules), memory);
    expect(compileOffering(input(rules), memory)).toEqual(first);
    expect(compileOffering(input(rules))).toEqual(first);
  });

  it('goes over to the solver, and is published, where the budget of steps ends', () => {
    const { bytes, report } = compileOffering(input([], { budget: { steps: 1, nodes: 1 } }));
    expect(bytes).toBeDefined();
    expect(report?.scopes).toMatchObject([{ mode: 'solver', nodes: 0, count: null }]);
  });

  it('has nothing to compile where there is nothing to configure', () => {
    expect(compileOffering({ ...input([]), offeringId: 'bulb', rules: { id: 'bulb', rules: [] } })).toEqual({
      findings: [],
    });
  });
});

describe('an offering of which no configuration is possible', () => {
  it('is refused with the fewest rules that make it so, at the first of them', () => {
    expect(
      findingsOf(
        ['innocent', 'bulb/@quantity <= 1'],
        ['red-only', "color = 'red'"],
        ['red-is-large', "color = 'red' implies size = 'l'"],
        ['never-large', "not size = 'l'"],
      ),
    ).toEqual([
      {
        severity: 'error',
        code: 'VOID',
        path: ['rules', 1],
        message:
          'no configuration of the offering is possible: these rules alone leave nothing: never-large, red-is-large, red-only',
      },
    ]);
  });
});

describe('what can never be chosen', () => {
  it('is a warning with the rules responsible', () => {
    expect(findingsOf(['never-green', "not color = 'green'"])).toEqual([
      {
        severity: 'warning',
        code: 'DEAD',
        path: ['rules', 0],
        message: '"color" can never be green, because of never-green',
      },
    ]);
  });

  it('is so for an option that is always there', () => {
    expect(findingsOf(['lit', 'has bulb'])).toEqual([
      {
        severity: 'warning',
        code: 'FALSE_OPTIONAL',
        path: ['rules', 0],
        message: '"bulb/@quantity" is optional, but always there, because of lit',
      },
    ]);
  });
});

describe('rules that cannot be read', () => {
  it('are refused at their place, and nothing is compiled', () => {
    const { bytes, findings } = compileOffering(
      input([
        ['typo', "colour = 'red'"],
        ['value', "color = 'blue'"],
        ['types', 'color > 3'],
      ]),
    );
    expect(bytes).toBeUndefined();
    expect(findings.map(({ severity, code, path }) => [severity, code, path])).toEqual([
      ['error', 'VARIABLE_UNKNOWN', ['rules', 0, 'then']],
      ['error', 'VALUE_UNKNOWN', ['rules', 1, 'then']],
      ['error', 'EXPR_TYPE', ['rules', 2, 'then']],
    ]);
  });
});
