import { parseUvl } from './parse-uvl.ts';
import type { UvlError } from './uvl-model.ts';
import { type UvlConversion, type UvlOffering, uvlToCatalog } from './uvl-to-catalog.ts';

/** The text of a model in UVL as a catalog document with one offering; or what is wrong, and where. */
export function importUvl(
  text: string,
  offering: UvlOffering,
): UvlConversion | { readonly errors: readonly UvlError[] } {
  const reading = parseUvl(text);
  return 'errors' in reading ? reading : uvlToCatalog(reading.model, offering);
}
