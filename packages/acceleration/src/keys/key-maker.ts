import type { CategoryAnswers } from '../registry/category.ts';
import type { CacheKey } from './cache-key.ts';
import { encodePart } from './encode-part.ts';
import { EntryKey, MAX_DATA_LENGTH } from './entry-key.ts';
import { keyInvalid } from './key-error.ts';
import type { NamedPart } from './key-part.ts';
import type { KeyShape, PartsOf } from './key-shape.ts';
import type { Namespace } from './namespace.ts';
import { storeKey } from './store-text.ts';

/** Of a category, what its keys are made from. */
export type KeyFamily<Shape extends KeyShape> = Pick<
  CategoryAnswers<Shape, unknown>,
  'name' | 'system' | 'service' | 'tenantScope' | 'key'
>;

/** `tenant` is null in a global category, and only there. @throws DomainError `CACHE_KEY_INVALID` */
export type KeyMaker<Shape extends KeyShape> = (tenant: string | null, parts: PartsOf<Shape>) => CacheKey;

/** Stands where the tenant does in keys of no tenant. Outside the alphabet of parts, so that no tenant can be it. */
export const NO_TENANT = '~';

export const MAX_TENANT_LENGTH = 128;

/**
 * Compiles a category's shape: what does not change is joined once, a key is one pass over the parts that do.
 * `{ns}:{system}:{service}:{tenant}:{…parts}`
 */
export function keyMaker<const Shape extends KeyShape>(
  namespace: Namespace,
  family: KeyFamily<Shape>,
): KeyMaker<Shape> {
  const { name, tenantScope } = family;
  const head = [
    namespace.text,
    encodePart('system', family.system, 64),
    encodePart('service', family.service, 64),
    '',
  ].join(':');
  const isGlobal = tenantScope !== 'tenant';
  const { steps, tail } = compile(family.key);
  const versionStep = steps.findIndex(({ part }) => part.form === 'version');
  return (tenant, parts) => {
    if ((tenant === null) !== isGlobal)
      throw keyInvalid('tenant', isGlobal ? `must be null in ${name}` : `must not be null in ${name}`);
    let text = head + (tenant === null ? NO_TENANT : encodePart('tenant', tenant, MAX_TENANT_LENGTH));
    let version: string | null = null;
    for (let index = 0; index < steps.length; index++) {
      const { before, part } = steps[index] as Step;
      const encoded = part.encode((parts as Readonly<Record<string, unknown>>)[part.name]);
      if (index === versionStep) version = encoded;
      text += before + encoded;
    }
    return new EntryKey(name, tenant, version, storeKey(text + tail, MAX_DATA_LENGTH));
  };
}

interface Step {
  /** The separator and the literals before the part. */
  readonly before: string;
  readonly part: NamedPart<string, unknown>;
}

function compile(shape: KeyShape): { readonly steps: readonly Step[]; readonly tail: string } {
  const steps: Step[] = [];
  let before = '';
  for (const part of shape) {
    if (part.form === 'literal') {
      before += `:${part.text}`;
    } else {
      // The type of the whole key, `PartsOf`, has bound each name to what its part takes.
      steps.push({ before: `${before}:`, part: part as NamedPart<string, unknown> });
      before = '';
    }
  }
  return { steps, tail: before };
}
