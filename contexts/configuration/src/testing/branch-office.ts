import type { ConfigurationDefinition } from '../domain/model/configuration-definition.ts';
import { anEnum, constraint, definitionOf } from './sample-offering.ts';

/**
 * A network for branch offices: the plan follows from the number of users, seats are as many as users, each site is
 * configured by itself.
 */
export function branchOffice(rules: readonly object[] = []): ConfigurationDefinition {
  return definitionOf(
    {
      branch: {
        characteristics: [
          anEnum('plan', ['silver', 'gold', 'platinum']),
          { id: 'users', type: 'integer', range: { min: 1, max: 10_000 } },
          anEnum('term', ['m12', 'm24'], { defaultValues: ['m24'] }),
        ],
        children: [
          { offeringId: 'seat', lower: 1, upper: 10_000 },
          { offeringId: 'cloud', lower: 0, upper: 10_000 },
          { offeringId: 'site', lower: 1, upper: 2, instances: { lower: 1, upper: 5 } },
        ],
      },
      seat: {},
      cloud: {},
      site: {
        characteristics: [
          anEnum('region', ['R1', 'R2', 'R3']),
          anEnum('bandwidth', ['100', '500', '1000'], { defaultValues: ['500'] }),
          { id: 'note', type: 'text', minCardinality: 0 },
        ],
        children: [{ offeringId: 'edge', lower: 0, upper: 1 }],
      },
      edge: {},
    },
    [
      constraint("plan = 'silver' iff users in 1..49", { id: 'silver' }),
      constraint("plan = 'gold' iff users in 50..249", { id: 'gold' }),
      constraint('seat/@quantity = users', { id: 'seats', message: 'There is a seat for each user.' }),
      constraint('cloud/@quantity <= users', { id: 'clouds' }),
      {
        id: 'far',
        kind: 'table',
        mode: 'forbid',
        columns: ['site/region', 'site/bandwidth'],
        rows: [['R3', '1000']],
      },
      constraint("plan != 'silver'", {
        id: 'fast',
        if: "site/bandwidth = '1000'",
        message: 'Silver has no 1000.',
      }),
      constraint('sum(site/@quantity) <= 6', { id: 'lines', message: 'Six lines at most.' }),
      ...rules,
    ],
  );
}
