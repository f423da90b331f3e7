import type { Category } from '@quotewright/acceleration';
import { changeProofs } from './change-proofs.ts';
import { commandProofs } from './command-proofs.ts';
import { copyProofs } from './copy-proofs.ts';
import { keyProofs } from './key-proofs.ts';
import type { ProofFamily } from './proof.ts';
import { storeDownProofs } from './store-down-proofs.ts';
import { SWEEPING } from './sweeping-proofs.ts';
import { tenantProofs } from './tenant-proofs.ts';

const ACCELERATION = 'packages/acceleration/src';

/** What every category owes, in the order of the page. A new family is a new row. */
export const PROOF_FAMILIES: readonly ProofFamily[] = [
  {
    id: 'keys',
    title: 'Keys',
    means:
      'A key differs by tenant, version and environment, is the same text for ever, and holds nothing that somebody typed.',
    byMechanism: false,
    proofs: keyProofs,
  },
  {
    id: 'copies',
    title: 'Copies',
    means:
      'A miss asks the truth and is kept, a hit is what the tables say, and what has another schema is a miss.',
    byMechanism: false,
    proofs: copyProofs,
  },
  {
    id: 'absence',
    title: 'Absence',
    means: '"There is none" is kept for its declared time, and ends when there is one.',
    byMechanism: false,
    exempt: ({ negativeTtl }: Category) =>
      negativeTtl === 'never' ? 'it never keeps that there is none' : undefined,
    proofs: [
      SWEEPING.absence,
      {
        file: `${ACCELERATION}/cache/read-through.test.ts`,
        title: 'is kept for its declared time',
        of: 'the mechanism',
      },
      {
        file: 'contexts/catalog/src/adapters/accelerated-catalog.int.test.ts',
        title: 'of what is not there asks once, and finds it in the version that brings it',
        of: { 'catalog.offering': 'offeringCategory' },
      },
      {
        file: 'contexts/pricing/src/adapters/promotion-copies.int.test.ts',
        title: 'of a code that nobody had are seen at once when they are published',
        of: { 'pricing.promotion': 'promotionsOfCodeCategory' },
      },
    ],
  },
  {
    id: 'changes',
    title: 'Changes',
    means:
      'After a change nobody is answered with the copy of before for longer than is declared, whatever becomes of events.',
    byMechanism: false,
    proofs: changeProofs,
  },
  {
    id: 'commands',
    title: 'Commands',
    means:
      'What is committed is what PostgreSQL says, whatever a copy says: contexts read copies through one door, which is shut for commands.',
    byMechanism: true,
    proofs: commandProofs,
  },
  {
    id: 'tenants',
    title: 'Tenants',
    means: "A value of another tenant is never answered, also where it lies under one's own key.",
    byMechanism: false,
    proofs: tenantProofs,
  },
  {
    id: 'rebuilding',
    title: 'Rebuilding',
    means:
      'One rebuilds and the others wait for it; a lease ends by itself, and only its holder gives it back.',
    byMechanism: false,
    proofs: [
      SWEEPING.rebuilding,
      {
        file: `${ACCELERATION}/lease/leases.test.ts`,
        title: 'lets one of many nodes work, and tells the others that somebody does',
        of: 'the mechanism',
      },
      {
        file: `${ACCELERATION}/lease/leases.fault.test.ts`,
        title: 'passes on while its holder is paused, who hears of it and does not take it from the next',
        of: 'the mechanism',
      },
      {
        file: `${ACCELERATION}/lease/leases.test.ts`,
        title: 'is given back by its token only: a late holder does not end the lease of the next',
        of: 'the mechanism',
      },
      {
        file: 'contexts/pricing/src/adapters/price-results.int.test.ts',
        title: 'is computed once when 100 callers of two nodes ask for it together',
        of: { 'pricing.result': 'cpq:pricing:acme:result' },
      },
    ],
  },
  {
    id: 'store-down',
    title: 'Store down',
    means: 'What it makes faster goes on while Redis is killed, frozen, full, emptied or answers garbage.',
    byMechanism: false,
    proofs: storeDownProofs,
  },
];
