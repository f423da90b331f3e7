import type { PriceRow } from './documents.ts';

/** What is sold beside Secure Branch, in EUR: block prices, a percentage, a ramp, a daily share of the first month. */
export const SERVICE_PRICES: readonly PriceRow[] = [
  {
    id: 'onboarding.service',
    offeringId: 'onboarding',
    charge: { id: 'service', name: 'Onboarding', type: 'oneTime' },
    model: 'block',
    tiers: [
      { amount: '490.00' },
      { above: '25', amount: '990.00' },
      { above: '100', amount: '2400.00' },
      { above: '500', amount: '4900.00' },
    ],
  },
  {
    id: 'network-analytics.monthly',
    offeringId: 'network-analytics',
    charge: { id: 'monthly', name: 'Network Analytics', type: 'recurring', period: 'month' },
    model: 'flat',
    amount: '480.00',
    ramp: [
      { fromMonth: 1, percent: '50' },
      { fromMonth: 4, percent: '75' },
      { fromMonth: 7, percent: '100' },
    ],
  },
  {
    id: 'mobile-backup.activation',
    offeringId: 'mobile-backup',
    charge: { id: 'activation', name: 'Activation', type: 'oneTime' },
    model: 'flat',
    amount: '9.90',
  },
  {
    id: 'mobile-backup.monthly',
    offeringId: 'mobile-backup',
    charge: {
      id: 'monthly',
      name: 'Mobile Backup',
      type: 'recurring',
      period: 'month',
      proration: 'daily',
    },
    model: 'flat',
    amount: '17.90',
  },
  {
    id: 'domain-name.yearly',
    offeringId: 'domain-name',
    charge: { id: 'yearly', name: 'Domain Name', type: 'recurring', period: 'year' },
    model: 'flat',
    amount: '39.00',
  },
];
