import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleWizard } from './fixtures/sample-wizard.ts';
import { reachStep, requireComplete, requireOpen, type Wizard, withStep } from './wizard.ts';
import type { WizardDefinition } from './wizard-definition.ts';
import { wizards } from './wizards.ts';

const cup = sampleWizard({ cups: [] });
const wizard: Wizard = {
  id: 'w',
  type: 'cup',
  subject: 'sam',
  currentStep: 'name',
  uploadedFileRef: null,
  state: {},
  validationSummary: {},
  version: 1,
  createdAt: 0,
  expiresAt: 100,
  committed: null,
};
const named = withStep(cup, wizard, 'name', { keep: { name: 'Cup' }, file: 'f' });

describe('a wizard', () => {
  it('gives a step what those before it have kept, and nothing of itself or those behind it', () => {
    const painted = withStep(cup, named, 'paint', { keep: { colour: 'red' } });
    expect(reachStep(cup, painted, 'paint').before).toEqual({ name: { name: 'Cup' } });
    expect(reachStep(cup, painted, 'name').before).toEqual({});
    expect(painted).toMatchObject({ currentStep: null, version: 3, uploadedFileRef: 'f' });
  });

  it('is open until the moment it expires', () => {
    expect(() => requireOpen(wizard, 99)).not.toThrow();
    expect(() => requireOpen(wizard, 100)).toThrow(
      expect.objectContaining({ code: 'WIZARD_EXPIRED', kind: 'gone' }),
    );
  });

  it('wants a step that a later release put in between, before what was done behind it counts', () => {
    const painted = withStep(cup, named, 'paint', { keep: { colour: 'red' } });
    const [name, paint] = cup.steps;
    if (name === undefined || paint === undefined) throw new Error('the sample has two steps');
    const later: WizardDefinition = { ...cup, steps: [name, { ...paint, name: 'glaze' }, paint] };
    expect(() => requireComplete(cup, painted)).not.toThrow();
    expect(() => requireComplete(later, painted)).toThrow(
      expect.objectContaining({ details: { missing: ['glaze', 'paint'] } }),
    );
  });

  it('can be committed exactly when the last of its steps was taken after all before it, whatever was tried', () => {
    const step = fc.constantFrom('name', 'paint', 'glaze');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (tries) => {
        let now = wizard;
        let expected: string[] = [];
        for (const name of tries) {
          try {
            reachStep(cup, now, name);
          } catch {
            continue;
          }
          now = withStep(cup, now, name, { keep: {} });
          expected = name === 'name' ? ['name'] : ['name', 'paint'];
        }
        expect(Object.keys(now.state)).toEqual(expected);
        const complete = () => requireComplete(cup, now);
        if (expected.length === 2) expect(complete).not.toThrow();
        else expect(complete).toThrow(expect.objectContaining({ code: 'WIZARD_INCOMPLETE' }));
      }),
    );
  });

  it('is of a type that only one definition has', () => {
    const authorizer = { authorize: async () => 'all' as const };
    expect(() => wizards({ authorizer, definitions: [cup, cup] })).toThrow('two wizards');
  });

  it('remembers 64 KiB of each kind of notes', () => {
    const fits = 'x'.repeat(65_536 - JSON.stringify({ name: { a: '' } }).length);
    expect(() => withStep(cup, wizard, 'name', { keep: { a: fits } })).not.toThrow();
    const large = { code: 'WIZARD_TOO_LARGE' };
    expect(() => withStep(cup, wizard, 'name', { keep: { a: `${fits}x` } })).toThrow(
      expect.objectContaining(large),
    );
    expect(() => withStep(cup, wizard, 'name', { keep: {}, view: { a: `${fits}x` } })).toThrow(
      expect.objectContaining(large),
    );
  });
});
