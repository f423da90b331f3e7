import { describeOnEachEngine, type TestAnswer } from '@quotewright/platform/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunningQuoting, runQuoting } from '../testing/index.ts';

const places = (answer: TestAnswer) =>
  answer.json.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);

const BRANCH = {
  offeringId: 'branch',
  children: [
    { offeringId: 'seat', quantity: '5' },
    { offeringId: 'site', characteristics: { region: ['r1'] } },
    { offeringId: 'site', characteristics: { region: ['r2'] }, children: [{ offeringId: 'appliance' }] },
  ],
};

describeOnEachEngine('a quote of configured items', (engine) => {
  let running: RunningQuoting;
  beforeEach(async () => {
    running = await runQuoting(engine);
  });
  afterEach(() => running.close());

  const open = () => running.quotes.quoteIn('draft', { items: [BRANCH] });
  const priced = () => running.quotes.quoteIn('priced', { items: [BRANCH] });
  const bundles = () =>
    running.upstream.configuration.asked.filter(({ offeringId }) => offeringId === 'branch');

  it('asks one question for each bundle, with all that was chosen and what is not there', async () => {
    await priced();
    const [asked] = bundles();
    expect(asked?.request).toMatchObject({
      choices: [{ variable: 'seat/@quantity', value: 5 }],
      instances: [
        {
          path: 'site',
          choices: [
            { variable: '@quantity', value: 1 },
            { variable: 'appliance/@quantity', value: 0 },
            { variable: 'region', value: 'r1' },
          ],
        },
        {
          path: 'site',
          choices: [
            { variable: '@quantity', value: 1 },
            { variable: 'appliance/@quantity', value: 1 },
            { variable: 'region', value: 'r2' },
          ],
        },
      ],
      context: { date: '2026-03-01', values: { market: 'EU', channel: 'direct' } },
    });
  });

  it('pins the rules it was priced by', async () => {
    expect((await priced()).json.snapshot).toMatchObject({
      configurationHash: 'b'.repeat(64),
      configurationRuleSetVersion: 3,
    });
  });

  it('is not priced in conflict, and is told at each choice that is to blame', async () => {
    const draft = await open();
    const { configuration } = running.upstream;
    const instance = { path: 'site', id: draft.json.items[2].id };
    configuration.result = {
      ...configuration.result,
      kind: 'answer',
      status: 'CONFLICT',
      variables: [],
      instances: [],
      missing: [],
      advice: [],
      conflict: {
        choices: [
          { variable: 'seat/@quantity', value: 5 },
          { variable: 'region', value: 'r1', instance },
        ],
        rules: [{ ruleId: 'few', origin: 'rule', message: 'Few seats in R1.' }],
        minimal: true,
      },
    };
    const refused = await running.quotes.command(draft, 'price');
    expect(refused.status).toBe(422);
    expect(places(refused)).toEqual([
      ['/items/1/quantity', 'CONFIGURATION_CONFLICT'],
      ['/items/2/characteristics/region', 'CONFIGURATION_CONFLICT'],
    ]);
    expect(refused.json.errors[0].reason).toBe('Few seats in R1.');
  });

  it('is not priced while something is missing', async () => {
    const draft = await open();
    const { configuration } = running.upstream;
    const instance = { path: 'site', id: draft.json.items[3].id };
    configuration.result = {
      ...configuration.result,
      kind: 'answer',
      status: 'VALID_INCOMPLETE',
      variables: [],
      instances: [],
      advice: [],
      missing: [{ variable: 'color' }, { variable: 'appliance/supply', instance }],
    };
    const refused = await running.quotes.command(draft, 'price');
    expect(places(refused)).toEqual([
      ['/items/0/characteristics/color', 'CONFIGURATION_INCOMPLETE'],
      ['/items/4/characteristics/supply', 'CONFIGURATION_INCOMPLETE'],
    ]);
  });

  it('shows what the configurator cannot take at the place it came from', async () => {
    const draft = await open();
    running.upstream.configuration.result = {
      kind: 'refused',
      errors: [
        { pointer: '/choices/0/value', code: 'QUANTITY_OUT_OF_RANGE', reason: 'too many' },
        { pointer: '/instances/1/choices/2/value', code: 'UNKNOWN_VALUE', reason: 'no such value' },
      ],
    };
    expect(places(await running.quotes.command(draft, 'price'))).toEqual([
      ['/items/1/quantity', 'QUANTITY_OUT_OF_RANGE'],
      ['/items/3/characteristics/region', 'UNKNOWN_VALUE'],
    ]);
  });

  it.each(['submit', 'present', 'accept'] as const)(
    'does not "%s" by other rules than it was priced by',
    async (command) => {
      const before = { submit: 'priced', present: 'approved', accept: 'presented' } as const;
      const quote = await running.quotes.quoteIn(before[command], { items: [BRANCH] });
      running.upstream.configuration.hash = 'c'.repeat(64);
      const refused = await running.quotes.command(quote, command);
      expect([refused.status, refused.json.code]).toEqual([409, 'CONFIGURATION_DIVERGED']);
      expect((await running.quotes.read(quote)).json.state).toBe(before[command]);
    },
  );
});
