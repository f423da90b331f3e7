import { keyInvalid } from './key-error.ts';

export interface NamespaceIdentity {
  /** `prod`, `staging-eu`: lower-case letters, digits and hyphens, at most 32, beginning with a letter. */
  readonly env: string;
  /** From the truth: which database the copies are of. Letters, digits and hyphens, at most 64. */
  readonly installationId: string;
  /** From the truth, raised after a restore. A whole number ≥ 0. */
  readonly truthEpoch: number;
}

/**
 * First member of every key. A restored or re-created database has another one, and so never meets the copies of what it was
 * before. Made by `namespaceOf` alone.
 */
export interface Namespace extends NamespaceIdentity {
  /** `<env>.<installationId>.<truthEpoch>` */
  readonly text: string;
}

/** @throws DomainError `CACHE_KEY_INVALID` */
export function namespaceOf({ env, installationId, truthEpoch }: NamespaceIdentity): Namespace {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(env))
    throw keyInvalid('env', 'must have 1 to 32 characters of a-z, 0-9 and "-" and begin with a letter', env);
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(installationId))
    throw keyInvalid('installationId', 'must have 1 to 64 letters, digits and "-"', installationId);
  if (!Number.isSafeInteger(truthEpoch) || truthEpoch < 0)
    throw keyInvalid('truthEpoch', 'must be a whole number from 0', truthEpoch);
  const text = `${env}.${installationId}.${truthEpoch}`;
  return Object.freeze({ env, installationId, truthEpoch, text });
}
