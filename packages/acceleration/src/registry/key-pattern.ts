import type { KeyPart } from '../keys/key-part.ts';
import type { Category } from './category.ts';

/** How a category's keys look after the namespace, for people: `cpq:catalog:<tenant>:offering:v<version>:<offeringId>`. */
export function keyPattern({ system, service, tenantScope, key }: Category): string {
  const tenant = tenantScope === 'tenant' ? '<tenant>' : '~';
  return [system, service, tenant, ...key.map(partPattern)].join(':');
}

function partPattern(part: KeyPart): string {
  if (part.form === 'literal') return part.text;
  return part.form === 'code' ? `<sha256 of ${part.name}>` : `${part.prefix}<${part.name}>`;
}
