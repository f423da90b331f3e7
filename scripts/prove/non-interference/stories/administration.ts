import type { Storyteller } from '../step.ts';

/** Settings, flags and people of the tenant change under the others' work. */
export const administrationStory: Storyteller = (random, number) => {
  const settings = {
    timeZone: 'Etc/UTC',
    defaultCurrency: 'EUR',
    defaultMarket: 'de',
    defaultChannel: 'direct',
    quoteValidityDays: random.between(10, 90),
    roundingDecimals: {},
  };
  const [subject, lead] = [`person-${number}`, `lead-${number}`];
  return [
    { as: 'admin', operation: 'readTenantConfig', keepsTag: '$config' },
    { as: 'admin', operation: 'replaceTenantConfig', body: settings, ifMatch: '$config' },
    { as: 'admin', operation: 'readFeatureFlags', keepsTag: '$flags' },
    {
      as: 'admin',
      operation: 'replaceFeatureFlags',
      body: { flags: { [`flag-${number}`]: random.chance(0.5) } },
      ifMatch: '$flags',
    },
    {
      as: 'admin',
      operation: 'createUser',
      body: { subject: lead, name: `Lead ${number}`, roles: ['approver'] },
    },
    {
      as: 'admin',
      operation: 'createUser',
      body: { subject, name: `Person ${number}`, roles: ['sales'] },
      keepsTag: subject,
    },
    {
      as: 'admin',
      operation: 'updateUser',
      params: { subject },
      body: { state: 'suspended', managerSubject: lead },
      ifMatch: subject,
      keepsTag: subject,
    },
    {
      as: 'admin',
      operation: 'updateUser',
      params: { subject },
      body: { state: 'active', managerSubject: random.chance(0.5) ? lead : null },
      ifMatch: subject,
    },
  ];
};
