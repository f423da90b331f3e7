import { decimal } from '@quotewright/kernel';
import { against, type BranchLine, type Bundle, bundlesOf, chosen, type Violation } from './branch-lines.ts';
import { MAX_SITES, MAX_USERS, PLANS, TERMS } from './limits.ts';
import { sitesOf, siteViolations } from './site-rules.ts';

export type { BranchLine, Violation } from './branch-lines.ts';

type Rule = (bundle: Bundle) => Iterable<Violation>;

/**
 * What Secure Branch asks beyond what the catalog says: parts, cardinalities, allowed values. Empty
 * when every bundle among the lines can be sold. Linear in the number of lines.
 */
export function branchViolations(lines: readonly BranchLine[]): readonly Violation[] {
  const rules: readonly Rule[] = [oneBranch, plan, terms, perUserServices, siteCount, siteViolations];
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

/** How many users the bundle is for; undefined where the line does not say it properly. */
function usersOf(root: BranchLine): number | undefined {
  const users = chosen(root, 'users');
  return typeof users === 'number' && Number.isInteger(users) && users >= 1 && users <= MAX_USERS
    ? users
    : undefined;
}

function* plan({ root }: Bundle): Generator<Violation> {
  const users = usersOf(root);
  if (users === undefined) {
    const reason = `must be the number of users, 1 to ${MAX_USERS}`;
    yield against(root, 'characteristics/users', 'USERS_INVALID', reason);
    return;
  }
  const given = chosen(root, 'plan');
  const due = PLANS.findLast(({ from }) => users >= from) as (typeof PLANS)[number];
  if (given === undefined || given === due.id) return;
  yield against(root, 'characteristics/plan', 'PLAN_MISMATCH', `the plan for ${users} users is ${due.name}`);
}

function* terms(bundle: Bundle): Generator<Violation> {
  const { termMonths } = bundle.root;
  if (termMonths === undefined || !TERMS.includes(termMonths)) {
    yield against(bundle.root, 'termMonths', 'TERM_INVALID', 'must be a commitment of 12, 24 or 36 months');
    return;
  }
  for (const line of partsOf(bundle)) {
    if (line.termMonths === undefined || line.termMonths === termMonths) continue;
    const reason = `the whole branch has one commitment, which is ${termMonths} months: leave it out here`;
    yield against(line, 'termMonths', 'TERM_DIFFERS', reason);
  }
}

/** Which per-user services are for all users, and which for as many as one likes. */
const FOR_ALL_USERS: Readonly<Record<string, boolean>> = {
  'secure-seat': true,
  'dns-security': true,
  'cloud-firewall': true,
  'zero-trust-corporate': true,
  'zero-trust-cloud': false,
};

function* perUserServices({ root, below }: Bundle): Generator<Violation> {
  const users = usersOf(root);
  if (users === undefined) return;
  for (const line of below(root)) {
    const forAll = FOR_ALL_USERS[line.offeringId];
    if (forAll === undefined) continue;
    const quantity = decimal(line.quantity);
    if (forAll && !quantity.equals(users)) {
      yield against(line, 'quantity', 'USERS_MISMATCH', `must be ${users}: the branch has so many users`);
    } else if (!forAll && quantity.greaterThan(users)) {
      yield against(
        line,
        'quantity',
        'SEATS_TOO_MANY',
        `must be at most ${users}: the branch has no more users`,
      );
    }
  }
}

function* siteCount(bundle: Bundle): Generator<Violation> {
  const sites = sitesOf(bundle).reduce((sum, { quantity }) => sum.plus(decimal(quantity)), decimal('0'));
  if (sites.lessThanOrEqualTo(MAX_SITES)) return;
  const reason = `a branch network has at most ${MAX_SITES} sites; these are ${sites.toFixed()}`;
  yield against(bundle.root, 'offeringId', 'SITES_TOO_MANY', reason);
}

function partsOf({ root, below }: Bundle): readonly BranchLine[] {
  const under = (line: BranchLine): readonly BranchLine[] =>
    below(line).flatMap((part) => [part, ...under(part)]);
  return under(root);
}
