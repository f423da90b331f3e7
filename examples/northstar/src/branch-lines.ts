/** A line of a quote, as far as the rules of Secure Branch look at it. */
export interface BranchLine {
  readonly id: string;
  /** The line it is part of. */
  readonly parentId?: string;
  readonly offeringId: string;
  /** Decimal text. */
  readonly quantity: string;
  readonly termMonths?: number;
  /** Where the line stands in what the caller sent: a JSON pointer. */
  readonly pointer: string;
}

/** What a rule has against a line, in a sentence. `pointer` leads to the member that is wrong. */
export interface Violation {
  readonly pointer: string;
  readonly code: string;
  readonly reason: string;
}

/** A bundle as its lines stand to each other. */
export interface Bundle {
  readonly root: BranchLine;
  /** Lines directly below another. */
  below(line: BranchLine): readonly BranchLine[];
}

export function bundlesOf(lines: readonly BranchLine[], offeringId: string): readonly Bundle[] {
  const children = Map.groupBy(lines, ({ parentId }) => parentId);
  const below = ({ id }: BranchLine) => children.get(id) ?? [];
  return lines
    .filter((line) => line.offeringId === offeringId && line.parentId === undefined)
    .map((root) => ({ root, below }));
}

export function against(line: BranchLine, member: string, code: string, reason: string): Violation {
  return { pointer: `${line.pointer}/${member}`, code, reason };
}
