import type { KeyPart } from '../../keys/key-part.ts';
import type { Rule } from './rule.ts';

const hasVersion = (key: readonly KeyPart[]) => key.some(({ form }) => form === 'version');
/** A version or the hash of a snapshot: under another state there is another key. */
const isPinned = (key: readonly KeyPart[]) => hasVersion(key) || key.some(({ form }) => form === 'hash');

/** Whether the key tells values apart that must not be taken for one another. */
export const keyRules: readonly Rule[] = [
  {
    name: 'key-given',
    broken: ({ key }) => key.length === 0,
    message: () => 'the key must have at least one part',
  },
  {
    name: 'key-names-distinct',
    broken: ({ key }) => {
      const names = key.flatMap((part) => (part.form === 'literal' ? [] : [part.name]));
      return new Set(names).size < names.length;
    },
    message: () => 'two parts of the key have the same name, so that one input would fill both',
  },
  {
    name: 'version-in-key',
    broken: ({ version, key }) => ('none' in version ? hasVersion(key) : !isPinned(key)),
    message: ({ version }) =>
      'none' in version
        ? 'the key has a version part, but version says there is none'
        : 'version says what it counts, but the key has neither a version part nor a hash part',
  },
  {
    name: 'versioned-key-pinned',
    broken: ({ invalidation, key }) => invalidation === 'versioned-key' && !isPinned(key),
    message: () => 'invalidation "versioned-key" needs a version part or a hash part in the key',
  },
  {
    name: 'kind-versioned',
    broken: ({ invalidation }, kind) => kind.versionedKey === 'required' && invalidation !== 'versioned-key',
    message: ({ kind }) => `${kind}: a changed value must have another key ("versioned-key")`,
  },
  {
    name: 'kind-unversioned',
    broken: ({ invalidation, key }, kind) =>
      kind.versionedKey === 'refused' && (invalidation === 'versioned-key' || hasVersion(key)),
    message: ({ kind }) => `${kind}: the value changes in place, a version in the key would hide that`,
  },
  {
    name: 'ttl-only-allowed',
    broken: ({ invalidation }, kind) => invalidation === 'ttl-only' && !kind.ttlOnly,
    message: ({ kind }, { danger }) => `${kind}: "ttl-only" is refused, the danger is: ${danger}`,
  },
  {
    name: 'pointer-ordered',
    broken: ({ orderOf, invalidation }, { ordered }) =>
      ordered && (orderOf === undefined || typeof invalidation !== 'object'),
    message: ({ kind }) =>
      `${kind}: it needs orderOf, so that it only moves forward, and the events that evict it`,
  },
  {
    name: 'order-of-pointers-only',
    broken: ({ orderOf }, { ordered }) => !ordered && orderOf !== undefined,
    message: ({ kind }) =>
      `${kind}: orderOf is for pointers; a fill would be dropped by an order that means nothing`,
  },
];
