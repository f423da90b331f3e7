import { decimal } from '@quotewright/kernel';
import { against, type BranchLine, type Bundle, bundlesOf, type Violation } from './branch-lines.ts';

export type { BranchLine, Violation } from './branch-lines.ts';

type Rule = (bundle: Bundle) => Iterable<Violation>;

/**
 * What Secure Branch asks of lines beyond its configuration, whose rules are published with the catalog: that parts
 * are not sold alone, and what lines have that is no characteristic. Linear in the number of lines.
 */
export function branchViolations(lines: readonly BranchLine[]): readonly Violation[] {
  const rules: readonly Rule[] = [oneBranch, oneTerm];
  return [
    ...alone(lines),
    ...bundlesOf(lines, 'secure-branch').flatMap((bundle) => rules.flatMap((rule) => [...rule(bundle)])),
  ];
}

/** The parts, and what each of them is part of. That they are nowhere else in a bundle the catalog says. */
const PART_OF: Readonly<Record<string, string>> = {
  'secure-seat': 'secure-branch',
  'dns-security': 'secure-branch',
  'cloud-firewall': 'secure-branch',
  'zero-trust-corporate': 'secure-branch',
  'zero-trust-cloud': 'secure-branch',
  'site-access': 'secure-branch',
  'edge-appliance': 'site-access',
};

function* alone(lines: readonly BranchLine[]): Generator<Violation> {
  for (const line of lines) {
    const whole = PART_OF[line.offeringId];
    if (whole === undefined || line.parentId !== undefined) continue;
    yield against(line, 'offeringId', 'PART_ALONE', `"${line.offeringId}" is sold as a part of "${whole}"`);
  }
}

function* oneBranch({ root }: Bundle): Generator<Violation> {
  if (decimal(root.quantity).equals(1)) return;
  const reason = 'a line is one branch network: another one, with users of its own, needs another line';
  yield against(root, 'quantity', 'BRANCH_QUANTITY', reason);
}

function* oneTerm(bundle: Bundle): Generator<Violation> {
  const { termMonths } = bundle.root;
  for (const line of partsOf(bundle)) {
    if (line.termMonths === undefined || line.termMonths === termMonths) continue;
    const reason = `the whole branch has one commitment, which is ${termMonths} months: leave it out here`;
    yield against(line, 'termMonths', 'TERM_DIFFERS', reason);
  }
}

function partsOf({ root, below }: Bundle): readonly BranchLine[] {
  const under = (line: BranchLine): readonly BranchLine[] =>
    below(line).flatMap((part) => [part, ...under(part)]);
  return under(root);
}
