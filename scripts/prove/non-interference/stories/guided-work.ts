import type { Step, Storyteller } from '../step.ts';
import { OFFERINGS } from './catalog.ts';

/** A quote made in a wizard, one step after the other; sometimes somebody begins a second one and gives it up. */
export const wizardStory: Storyteller = (random, number) => {
  const [account, wizard, other] = [`$guest-${number}`, `$wizard-${number}`, `$idle-${number}`];
  const step = (name: string, body: Step['body']): Step => ({
    as: 'sales',
    operation: 'takeWizardStep',
    params: { wizardId: wizard, step: name },
    body: body ?? {},
    ifMatch: wizard,
    keepsTag: wizard,
  });
  const begin = (symbol: string): Step => ({
    as: 'sales',
    operation: 'beginWizard',
    body: { type: 'quote' },
    binds: { [symbol]: 'id' },
    keepsTag: symbol,
  });
  const items = [{ offeringId: random.pick(OFFERINGS), quantity: String(random.between(1, 9)) }];
  const commit: Step = {
    as: 'sales',
    operation: 'commitWizard',
    params: { wizardId: wizard },
    ifMatch: wizard,
  };
  return [
    {
      as: 'sales',
      operation: 'createAccount',
      body: {
        name: `Guest ${number}`,
        type: 'customer',
        segment: 'enterprise',
        customerType: 'business',
      },
      binds: { [account]: 'id' },
    },
    begin(wizard),
    step('account', { accountId: account }),
    // Out of order, in one of three.
    ...(random.chance(0.3) ? [step('preview', {})] : []),
    step('items', { items }),
    step('preview', {}),
    begin(other),
    { as: 'sales', operation: 'abandonWizard', params: { wizardId: other } },
    commit,
    commit,
  ];
};

/** What people keep for themselves, and what a tenant decides about its limits. */
export const keptThingsStory: Storyteller = (random, number) => {
  const [file, view] = [`$file-${number}`, `view-${number}`];
  const preference = (more: Partial<Step>): Step => ({
    as: 'sales',
    operation: 'replaceViewPreference',
    params: { view },
    body: { columns: ['number'], page: random.between(1, 9) },
    ...more,
  });
  return [
    preference({ keepsTag: view }),
    preference({ ifMatch: view, keepsTag: view, body: { sort: '-createdAt' } }),
    ...(random.chance(0.5) ? [preference({ operation: 'deleteViewPreference', ifMatch: view })] : []),
    {
      as: 'sales',
      operation: 'uploadFile',
      query: '?name=notes.json&keep=true',
      body: { notes: [`of story ${number}`] },
      binds: { [file]: 'id' },
    },
    { as: 'sales', operation: 'deleteFile', params: { fileId: random.chance(0.5) ? file : '$nothing' } },
    { as: 'admin', operation: 'readRateLimits', keepsTag: '$limits' },
    {
      as: 'admin',
      operation: 'replaceRateLimits',
      body: { quotas: {}, costFactors: { simulation: random.between(1, 3) } },
      ifMatch: '$limits',
    },
  ];
};
