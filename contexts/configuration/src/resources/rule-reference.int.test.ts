import { globSync, readFileSync } from 'node:fs';
import { describeOnPostgres } from '@quotewright/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as limits from '../domain/builder/limits.ts';
import { type RunningConfiguration, runConfiguration } from '../testing/running-configuration.ts';

type Chosen = Readonly<Record<string, unknown>>;

/** An example of the reference: what is published, what is asked, and what the answer has among other things. */
interface Example {
  /** Each offering with the characteristics of its specification; the first one is configured. */
  readonly catalog: Readonly<Record<string, { readonly characteristics?: readonly { id: string }[] }>>;
  readonly rules?: readonly { readonly kind: string }[];
  /** Codes that validation reports; none where they are not mentioned. */
  readonly findings?: readonly string[];
  readonly choices?: Chosen;
  readonly instances?: readonly { readonly path: string; readonly id: string; readonly choices?: Chosen }[];
  readonly context?: object;
  readonly date?: string;
  readonly answer: object;
}

const PAGE = readFileSync(
  new URL('../../../../docs/reference/configuration-rules.md', import.meta.url),
  'utf8',
);

const DOMAIN = new URL('../domain/', import.meta.url);

/** Each under the heading it stands below. */
const EXAMPLES = PAGE.split(/^(?=###? )/m).flatMap((part) => {
  const [heading = ''] = part.split('\n', 1);
  return [...part.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => [heading.replace(/^#+ /, ''), JSON.parse(text) as Example] as const,
  );
});

/** With all that a document needs and an example leaves out. */
function documentOf({ catalog, rules = [] }: Example) {
  const described = Object.entries(catalog).map(([id, { characteristics = [], ...offering }]) => ({
    specification: {
      id,
      name: id,
      characteristics: characteristics.map((own) => ({ name: own.id, ...own })),
    },
    offering: { id, name: id, specificationId: id, lifecycle: 'active', ...offering },
  }));
  return {
    format: 'quotewright/catalog@1',
    sections: {
      'catalog/specifications@1': { items: described.map(({ specification }) => specification) },
      'catalog/offerings@1': { items: described.map(({ offering }) => offering) },
      'configuration/rules@1': { items: rules.length > 0 ? [{ id: described[0]?.offering.id, rules }] : [] },
    },
  };
}

const choicesOf = (chosen: Chosen = {}) =>
  Object.entries(chosen).map(([variable, value]) => ({ variable, value }));

function questionOf({ catalog, choices, instances, context, date }: Example) {
  return {
    offeringId: Object.keys(catalog)[0],
    choices: choicesOf(choices),
    ...(instances && { instances: instances.map((own) => ({ ...own, choices: choicesOf(own.choices) })) }),
    ...(context && { context }),
    ...(date && { date }),
  };
}

/** Variables by their ids, so that an example names only those it is about. */
function byId(variables: readonly { readonly id: string }[]) {
  return Object.fromEntries(variables.map((variable) => [variable.id, variable]));
}

describeOnPostgres('the rule reference', (engine) => {
  let running: RunningConfiguration;
  beforeAll(async () => {
    running = await runConfiguration(engine);
  });
  afterAll(() => running.close());

  it.each(EXAMPLES)('shows what really happens: %s', async (_heading, example) => {
    const { catalog } = running;
    expect(await catalog.finish('/catalog/imports', documentOf(example))).toMatchObject({
      state: 'succeeded',
    });
    const { json: report } = await catalog.request('POST', '/catalog/draft/validate');
    expect(report.findings.map(({ code }: { code: string }) => code)).toEqual(example.findings ?? []);
    expect(await catalog.finish('/catalog/publications')).toMatchObject({ state: 'succeeded' });
    const { json } = await running.post('evaluate', questionOf(example));
    const instances = (json.instances ?? []).map((one: any) => [one.id, byId(one.variables)]);
    expect({
      ...json,
      variables: byId(json.variables ?? []),
      instances: Object.fromEntries(instances),
    }).toMatchObject(example.answer);
  });
});

describe('the rule reference', () => {
  it('has an example of every kind of rule', () => {
    const kinds = EXAMPLES.flatMap(([, { rules = [] }]) => rules.map(({ kind }) => kind));
    expect([...new Set(kinds)].sort()).toEqual([
      'constraint',
      'default',
      'eligibility',
      'excludes',
      'recommendation',
      'requires',
      'table',
    ]);
  });

  it('names each code that a publication can report, and no other', () => {
    const sources = globSync(`${DOMAIN.pathname}{builder,expression,publication,rules}/*.ts`).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    const reported = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/'([A-Z]{3,}(?:_[A-Z]+)*)'/g)].map(([, code]) => code),
    );
    const [, table = ''] = PAGE.split('## What a publication can report');
    const documented = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(
      ([, codes = '']) => [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code),
    );
    expect(documented.sort()).toEqual([...new Set(reported)].sort());
  });

  it('has the limits as they are', () => {
    const [, section = ''] = PAGE.split('## Limits');
    const { MAX_DISTRIBUTED_CLAUSES: _, ...told } = limits;
    const missing = Object.entries(told).filter(([, limit]) => !section.includes(limit.toLocaleString('en')));
    expect(missing).toEqual([]);
  });
});
