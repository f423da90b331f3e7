import type { Characteristic, Specification } from './documents.ts';

import { MAX_USERS, TERMS } from './limits.ts';

const REQUIRED = { minCardinality: 1, maxCardinality: 1 } as const;
const OPTIONAL = { minCardinality: 0, maxCardinality: 1 } as const;

const USERS: Characteristic = {
  id: 'users',
  name: 'Users',
  description:
    'How many people work with the branch network. The plan and the per-user services follow from it.',
  type: 'integer',
  range: { min: 1, max: MAX_USERS },
  unit: 'user',
  ...REQUIRED,
};

const PLAN: Characteristic = {
  id: 'plan',
  name: 'Plan',
  description: 'Follows from the number of users: need not be given, and must be the right one when it is.',
  type: 'enum',
  values: [
    { id: 'silver', name: 'Silver' },
    { id: 'gold', name: 'Gold' },
    { id: 'platinum', name: 'Platinum' },
  ],
  ...REQUIRED,
};

const TERM: Characteristic = {
  id: 'termMonths',
  name: 'Commitment',
  description: 'In months, for the whole network. Quotes take it from the line.',
  type: 'enum',
  values: TERMS.map((months) => ({ id: String(months), name: `${months} months` })),
  ...REQUIRED,
};

const REGION: Characteristic = {
  id: 'region',
  name: 'Region',
  type: 'enum',
  values: [
    { id: 'r1', name: 'R1, metropolitan' },
    { id: 'r2', name: 'R2, urban' },
    { id: 'r3', name: 'R3, rural' },
  ],
  ...REQUIRED,
};

const BANDWIDTH: Characteristic = {
  id: 'bandwidth',
  name: 'Bandwidth',
  type: 'enum',
  values: [
    { id: '100', name: '100 Mbit/s' },
    { id: '500', name: '500 Mbit/s' },
    { id: '1000', name: '1,000 Mbit/s' },
  ],
  ...REQUIRED,
};

const SERVICE_LEVEL: Characteristic = {
  id: 'service-level',
  name: 'Service level',
  type: 'enum',
  values: [
    { id: 'standard', name: 'Standard, repaired on the next working day' },
    { id: 'premium', name: 'Premium, repaired within four hours' },
  ],
  defaultValues: ['standard'],
  ...OPTIONAL,
};

const SUPPLY: Characteristic = {
  id: 'supply',
  name: 'Supply',
  type: 'enum',
  values: [
    { id: 'purchase', name: 'Bought' },
    { id: 'rental', name: 'Rented' },
  ],
  ...REQUIRED,
};

export const SPECIFICATIONS: readonly Specification[] = [
  {
    id: 'branch-network',
    name: 'Branch network',
    description: 'Sites, security and access for the people of a business.',
    characteristics: [USERS, PLAN, TERM],
  },
  { id: 'user-service', name: 'Service per user' },
  { id: 'firewall', name: 'Firewall', description: 'Filters what goes in and out, and counts it.' },
  { id: 'site-line', name: 'Site line', characteristics: [REGION, BANDWIDTH, SERVICE_LEVEL] },
  { id: 'edge-device', name: 'Edge device', characteristics: [SUPPLY] },
  { id: 'managed-service', name: 'Managed service' },
];
