import type { OfferingDefinition } from '@quotewright/catalog';
import { sha256 } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { inProcessEngine } from '../adapters/in-process-engine.ts';
import { compileOffering } from '../domain/publication/compile-offering.ts';
import type { RulesItem } from '../domain/rules/rule-document.schema.ts';
import { anEnum, sampleContent } from '../testing/sample-offering.ts';
import { askEngine } from './ask-engine.ts';

const { offerings, specifications } = sampleContent({
  lamp: {
    characteristics: [anEnum('color', ['red', 'green'])],
    children: [{ offeringId: 'bulb', lower: 0, upper: 2 }],
  },
  bulb: {},
});

const DEFINITIONS = new Map(
  [...offerings.byId.values()].map((offering): [string, OfferingDefinition] => [
    offering.id,
    {
      offering: { ...offering, isBundle: offering.children !== undefined },
      characteristics: specifications.byId.get(offering.specificationId)?.characteristics ?? [],
    },
  ]),
);

const RULES: readonly RulesItem[] = [
  {
    id: 'lamp',
    rules: [
      { id: 'red-is-lit', kind: 'constraint', if: "color = 'red'", then: 'has bulb', severity: 'error' },
    ],
  },
];

/** A version whose artefact of the lamp is what a test says: none, or these bytes. */
function asking(artefact: Uint8Array | undefined) {
  let sectionsRead = 0;
  const ask = askEngine({
    engine: inProcessEngine(),
    catalog: {
      findOfferings: async (_tx, _version, ids) =>
        new Map(ids.filter((id) => DEFINITIONS.has(id)).map((id) => [id, {} as never])),
      findDefinitions: async (_tx, _version, ids) =>
        new Map(
          ids.flatMap((id) => (DEFINITIONS.has(id) ? [[id, DEFINITIONS.get(id) as OfferingDefinition]] : [])),
        ),
      readSection: async () => {
        sectionsRead += 1;
        return RULES as never;
      },
      findArtefactHash: async (_tx, _version, _section, id) =>
        id === 'lamp' && artefact !== undefined ? sha256(artefact) : undefined,
      findArtefact: async () => artefact && { bytes: Buffer.from(artefact), contentHash: sha256(artefact) },
    },
  });
  const red = async (offeringId = 'lamp') => {
    const answer = await ask((work) => work({ tenant: 'acme' } as Tx), {
      catalogVersion: 3,
      offeringId,
      query: {
        kind: 'evaluate',
        request: {
          choices: offeringId === 'lamp' ? [{ variable: 'color', value: 'red' }] : [],
          context: { date: '2026-03-01', values: {} },
        },
      },
    });
    if (answer?.kind !== 'answered') throw new Error(JSON.stringify(answer));
    return { graph: answer.graph, json: JSON.parse(answer.json) };
  };
  return { red, sectionsRead: () => sectionsRead };
}

const bulbs = ({ json }: { readonly json: any }) =>
  json.variables.find(({ id }: any) => id === 'bulb/@quantity').domain;

describe('an offering whose artefact', () => {
  const compiled = compileOffering({
    offeringId: 'lamp',
    offerings: [...offerings.byId.values()],
    specifications: [...specifications.byId.values()],
    rules: { id: 'lamp', rules: RULES[0]?.rules ?? [] },
    catalogVersion: 3,
  }).bytes as Uint8Array;

  it('is there is answered from it', async () => {
    const { red, sectionsRead } = asking(compiled);
    expect(bulbs(await red())).toEqual([1, 2]);
    expect(sectionsRead()).toBe(0);
  });

  it('is not there, because it was published before there were any, is compiled from what was published', async () => {
    const { red, sectionsRead } = asking(undefined);
    const first = await red();
    expect(bulbs(first)).toEqual([1, 2]);
    expect(await red()).toEqual(first);
    expect(first.graph).toEqual((await asking(compiled).red()).graph);
    expect(sectionsRead()).toBe(1);
  });

  it('is of another engine, is compiled anew, and its rules keep their hash', async () => {
    const other = Uint8Array.from(compiled);
    other[5] = 99;
    const answer = await asking(other).red();
    expect(bulbs(answer)).toEqual([1, 2]);
    expect(answer.graph).toEqual((await asking(compiled).red()).graph);
  });

  it('is not there, because there is nothing to configure, is complete as it is', async () => {
    const { red, sectionsRead } = asking(undefined);
    expect((await red('bulb')).json.status).toBe('VALID_COMPLETE');
    expect(sectionsRead()).toBe(0);
  });
});
