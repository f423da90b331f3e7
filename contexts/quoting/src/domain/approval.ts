/** One reason why somebody with more authority has to look. */
export interface ApprovalSignal {
  readonly code: string;
  /** Of the authority that has to look; 1 is the lowest. */
  readonly level: number;
  /** What it is about, where it is about one charge of one item. */
  readonly itemId?: string;
  readonly chargeId?: string;
  /** Decimal text: how much was given. */
  readonly percent?: string;
  /** The rule that asks for it, and the version of its policy. */
  readonly ruleId?: string;
  readonly policyVersion?: number | null;
}

/** That a revision was submitted: by whom, and what about it needed an approval then. */
export interface Submission {
  readonly signals: readonly ApprovalSignal[];
  /** Subject of the user; may not approve it. */
  readonly submittedBy: string;
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
}

/** The kinds of signals there are, each once: what histories and events say. */
export function kindsOf(signals: readonly ApprovalSignal[]): { code: string; level: number }[] {
  const kinds = new Map(signals.map(({ code, level }) => [`${level} ${code}`, { code, level }]));
  return [...kinds.values()];
}
