import type { KeyShape } from '../keys/key-shape.ts';
import type { Category } from '../registry/category.ts';

/** A category of some value, whatever its keys look like: past the key maker, keys are ready-made. */
export type CategoryOf<Value> = Pick<
  Category<KeyShape, Value>,
  | 'name'
  | 'ttl'
  | 'negativeTtl'
  | 'invalidation'
  | 'whenStale'
  | 'whenStoreDown'
  | 'schemaVersion'
  | 'codec'
  | 'maxStoredBytes'
  | 'maxDecodedBytes'
  | 'compressAbove'
  | 'protection'
  | 'loading'
  | 'orderOf'
  | 'validUntil'
  | 'shadowRate'
>;

export function isVersioned({ invalidation }: Pick<CategoryOf<never>, 'invalidation'>): boolean {
  return invalidation === 'versioned-key';
}
