import type { Storyteller } from '../step.ts';

/** An account is opened, changed by whoever saw it last, and sometimes closed. */
export const accountStory: Storyteller = (random, number) => {
  const account = `$account-${number}`;
  const params = { accountId: account };
  const name = `Account ${number}`;
  return [
    {
      as: 'sales',
      operation: 'createAccount',
      body: {
        name,
        type: random.pick(['customer', 'prospect']),
        segment: random.pick(['enterprise', 'small']),
        customerType: 'business',
        contacts: [{ name: 'Ada Contact', emailAddress: 'ada@example.com' }],
      },
      binds: { [account]: 'id' },
      keepsTag: account,
    },
    {
      as: 'sales',
      operation: 'updateAccount',
      params,
      body: { segment: random.pick(['enterprise', 'public']) },
      ifMatch: account,
      keepsTag: account,
    },
    // With a tag that is out of date half of the time.
    {
      as: 'sales',
      operation: 'updateAccount',
      params,
      body: { name: `${name} Ltd` },
      ifMatch: account,
      ...(random.chance(0.5) && { keepsTag: account }),
    },
    { as: 'sales', operation: 'updateAccount', params, body: { team: 'north' }, ifMatch: account },
    ...(random.chance(0.3) ? [{ as: 'sales', operation: 'closeAccount', params, body: {} } as const] : []),
  ];
};
