import { readFile } from 'node:fs/promises';
import { type Conversion, convert } from './convert.ts';
import type { SourceProvider } from './source.ts';

export { type ConversionReport, notesByCode } from './conversion-report.ts';
export type { Conversion } from './convert.ts';

/** The demo tenant's documents, converted from the shipped price collection. */
export async function modelmart(): Promise<Conversion> {
  const text = await readFile(new URL('../data/genai-prices.json', import.meta.url), 'utf8');
  return convert(JSON.parse(text) as readonly SourceProvider[]);
}
