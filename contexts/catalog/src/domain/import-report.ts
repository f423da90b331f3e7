import type { FindingReport } from './finding.ts';

/** What an import did. */
export type ImportReport = {
  /** `unchanged`: the draft held exactly this content already. */
  readonly outcome: 'imported' | 'unchanged';
  readonly draftRevision: number;
  readonly sections: readonly {
    readonly section: string;
    readonly outcome: 'replaced' | 'unchanged';
    readonly itemCount: number;
    readonly contentHash: string;
  }[];
  /** What does not block the import: warnings, and errors in sections the document does not name. */
  readonly remarks: FindingReport;
};
