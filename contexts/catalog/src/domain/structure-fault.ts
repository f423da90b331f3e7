import type { Finding } from './finding.ts';
import type { ProductOffering } from './product-offering.schema.ts';

export type Child = NonNullable<ProductOffering['children']>[number];

type Path = readonly (string | number)[];

/** What is wrong with how an offering hangs together with others, and where in the offering. */
export type StructureFault = readonly [
  severity: Finding['severity'],
  code: string,
  path: Path,
  message: string,
];

export const structureError = (code: string, path: Path, message: string): StructureFault => [
  'error',
  code,
  path,
  message,
];

/** Whether a bundle always has at least one of it. */
export function isMandatory({ lower, instances }: Child): boolean {
  return (instances?.lower ?? lower) > 0;
}
