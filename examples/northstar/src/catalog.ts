import { CONFIGURATION_RULES } from './configuration-rules.ts';
import type { CatalogDocument } from './documents.ts';
import { SECURE_BRANCH } from './secure-branch.ts';
import { SPECIFICATIONS } from './specifications.ts';
import { STAND_ALONE } from './stand-alone.ts';

export const CATALOG: CatalogDocument = {
  format: 'quotewright/catalog@1',
  sections: {
    'catalog/specifications@1': { items: SPECIFICATIONS },
    'catalog/categories@1': {
      items: [
        { id: 'networks', name: 'Networks' },
        { id: 'branch', name: 'Branch networks', parentId: 'networks' },
        { id: 'access', name: 'Access', parentId: 'networks' },
        { id: 'security', name: 'Security', parentId: 'networks' },
        { id: 'services', name: 'Services' },
      ],
    },
    'catalog/offerings@1': { items: [...SECURE_BRANCH, ...STAND_ALONE] },
    'configuration/rules@1': { items: CONFIGURATION_RULES },
  },
};
