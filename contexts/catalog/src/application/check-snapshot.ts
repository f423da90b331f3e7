import { DomainError } from '@quotewright/kernel';
import type { CatalogSnapshot } from '../domain/catalog-snapshot.ts';
import type { Finding, FindingCollector } from '../domain/finding.ts';
import type { PublicationContext, PublicationStep } from '../ports/publication-step.ts';
import type { SectionRegistry } from './section-registry.ts';

/**
 * Asks every step what is wrong between the items. Not before each item matches its schema: a reference to an
 * item that could not be read would be reported as one to nothing. `checked` is called after each step.
 */
export async function checkSnapshot(
  registry: SectionRegistry,
  snapshot: CatalogSnapshot,
  context: PublicationContext,
  findings: Pick<FindingCollector, 'add' | 'hasErrors'>,
  checked: () => Promise<void> = async () => {},
): Promise<void> {
  if (findings.hasErrors()) return;
  for (const step of registry.values()) {
    try {
      for await (const finding of step.check(snapshot, context)) findings.add(finding);
    } catch (error) {
      findings.add(stepFailure(step, error));
    }
    await checked();
  }
}

/** What passes: the publication is taken up again, not refused. */
const PASSING: ReadonlySet<string> = new Set(['unavailable', 'internal', 'tooManyRequests']);

/** A step that refuses says why as a finding. One that breaks, or cannot do its work now, does not: its error goes on. */
export function stepFailure(step: PublicationStep, error: unknown, subjectId?: string): Finding {
  if (!(error instanceof DomainError) || PASSING.has(error.kind)) throw error;
  const subject = subjectId === undefined ? '' : `"${subjectId}": `;
  return {
    severity: 'error',
    code: error.code,
    section: step.section,
    pointer: '',
    message: `${subject}${error.message}`,
  };
}
