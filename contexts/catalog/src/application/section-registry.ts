import { SECTION_NAME } from '../domain/section.ts';
import type { PublicationStep } from '../ports/publication-step.ts';

/** The steps by the name of their section. */
export type SectionRegistry = ReadonlyMap<string, PublicationStep>;

/** Refuses, when the process starts, what would fail at somebody's publication. */
export function sectionRegistry(steps: readonly PublicationStep[]): SectionRegistry {
  const registry = new Map<string, PublicationStep>();
  for (const step of steps) {
    if (!SECTION_NAME.test(step.section)) throw new Error(`"${step.section}" is no name of a section`);
    if (registry.has(step.section)) throw new Error(`two publication steps want ${step.section}`);
    registry.set(step.section, step);
  }
  return registry;
}
