import type { KeyPart, NamedPart } from './key-part.ts';

/** The parts of a category's key after the tenant, in order. */
export type KeyShape = readonly KeyPart[];

/** What `Cache.key` takes besides the tenant: a member for each part that is not a literal. */
export type PartsOf<Shape extends KeyShape> = {
  readonly [Part in Extract<Shape[number], { name: string }> as Part['name']]: Part extends NamedPart<
    string,
    infer Input
  >
    ? Input
    : never;
};
