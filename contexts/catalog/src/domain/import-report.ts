import type { FindingReport } from './finding.ts';

/** What an import did. */
export type ImportReport = {
  /** `unchanged`: the draft held exactly this content already. */
  readonly outcome: 'imported' | 'unchanged';
  readonly draftRevision: number;
  readonly sections: readonly {
    readonly section: string;
    /** `merged`: items joined or replaced those of the draft, which kept the others. */
    readonly outcome: 'replaced' | 'merged' | 'unchanged';
    readonly itemCount: number;
    readonly contentHash: string;
  }[];
  /**
   * What does not block the import: warnings, errors in what the document does not hold, and all that a TMF620 document
   * says and the catalog has no place for. A remark without a section points into the document.
   */
  readonly remarks: FindingReport;
};
