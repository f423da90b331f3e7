import type { Finding } from '../domain/finding.ts';
import type { Section, SectionContent } from '../domain/section.ts';
import type { DraftSection } from '../ports/draft-store.ts';

export type DraftContents = readonly (DraftSection & SectionContent)[];

/** What a document wants the draft to have. */
export interface WantedDraft {
  /** The sections as they will be. */
  readonly sections: ReadonlyMap<string, Section>;
  /** Where in the document the place of a finding comes from; undefined when it is not of the document. */
  pointerOf(finding: Finding): string | undefined;
  /** Whether the sections hold items that the draft had, so that it must not have changed meanwhile. */
  readonly merged: boolean;
}
