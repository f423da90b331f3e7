export type { CacheKey } from './cache-key.ts';
export { type CoordinationSubject, coordinationKey } from './coordination-key.ts';
export {
  codePart,
  hashPart,
  idPart,
  type KeyPart,
  type LiteralPart,
  literal,
  type NamedPart,
  routePart,
  versionPart,
  wordPart,
} from './key-part.ts';
export type { KeyShape, PartsOf } from './key-shape.ts';
export { type Namespace, type NamespaceIdentity, namespaceOf } from './namespace.ts';
export { type KeyRefusal, type ParsedKey, parseKey } from './parse-key.ts';
