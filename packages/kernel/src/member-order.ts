/** The names of an object's members as RFC 8785 orders them, each with what the text has for it. */
interface MemberOrder {
  readonly names: readonly string[];
  /** `,"name":` as UTF-8; undefined of a name that has no UTF-8 form. */
  readonly labels: readonly (Uint8Array | undefined)[];
}

/** What is remembered has a bound whatever is written: names come from foreign documents too. */
const MAX_STEPS = 4_096;
const MAX_NAMES = 32;
const MAX_NAME_LENGTH = 64;

/** Reached over the names before it, in the order in which the objects hold them. */
interface Step {
  readonly next: Map<string, Step>;
  order: MemberOrder | undefined;
  /** The step taken last: most objects of a document look like the one before. */
  lastName: string | undefined;
  lastStep: Step | undefined;
}

const newStep = (): Step => ({
  next: new Map(),
  order: undefined,
  lastName: undefined,
  lastStep: undefined,
});

let first = newStep();
let steps = 0;

/**
 * The order of members with these names. Remembered by the names alone, in their order: what members hold, and whether an
 * object changes later, does not matter.
 */
export function memberOrder(names: readonly string[]): MemberOrder {
  if (names.length > MAX_NAMES) return orderOf(names);
  let step = first;
  for (const name of names) {
    let next = step.lastName === name ? step.lastStep : step.next.get(name);
    if (next === undefined) {
      if (name.length > MAX_NAME_LENGTH) return orderOf(names);
      next = newStep();
      step.next.set(name, next);
      steps += 1;
    }
    step.lastName = name;
    step.lastStep = next;
    step = next;
  }
  const order = (step.order ??= orderOf(names));
  if (steps > MAX_STEPS) {
    first = newStep();
    steps = 0;
  }
  return order;
}

function orderOf(names: readonly string[]): MemberOrder {
  // Array.prototype.sort without a comparator orders by UTF-16 code units, which is what RFC 8785 asks for.
  const sorted = names.toSorted();
  return {
    names: sorted,
    labels: sorted.map((name) =>
      name.isWellFormed() ? Buffer.from(`,${JSON.stringify(name)}:`, 'utf8') : undefined,
    ),
  };
}
