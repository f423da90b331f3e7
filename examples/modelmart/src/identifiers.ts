import type { ConversionNote } from './conversion-report.ts';
import type { SourceProvider } from './source.ts';

/**
 * Model id → offering id, unique in the provider. Model ids hold characters (`/`, `:`, `~`) that an offering id
 * cannot; should two become one by that, the later gets a number.
 */
export function identifiersOf(
  provider: SourceProvider,
  notes: ConversionNote[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const result = new Map<string, string>();
  for (const { id } of provider.models) {
    const plain = `${provider.id}.${id.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^-/, '')}`;
    let chosen = plain;
    for (let number = 2; taken.has(chosen); number += 1) chosen = `${plain}-${number}`;
    taken.add(chosen);
    result.set(id, chosen);
    if (chosen !== `${provider.id}.${id}`) {
      notes.push({ code: 'ID_CHANGED', provider: provider.id, model: id, note: `offering id is ${chosen}` });
    }
  }
  return result;
}
