import type { ErrorTable } from '@quotewright/kernel';
import { cacheErrors } from './cache/cache-errors.ts';
import { envelopeErrors } from './envelope/errors.ts';
import { keyErrors } from './keys/key-error.ts';
import { registryErrors } from './registry/registry.ts';

/** Every refusal of the layer. Trouble with the store is none of them: it never reaches a caller as an error. */
export const accelerationErrors = {
  ...keyErrors,
  ...registryErrors,
  ...envelopeErrors,
  ...cacheErrors,
} as const satisfies ErrorTable;
