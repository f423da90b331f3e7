import { subjectOf } from './editions.ts';
import type { History } from './history.ts';
import type { Answer, Pins, Reason } from './messages.ts';
import type { Question } from './questions.ts';

/** What follows from an answer and the history of publications. */
export interface Judgement {
  readonly faults: readonly string[];
  /** Refusals that nothing explains which was published: somebody else has to confirm them. */
  readonly unexplained: readonly Reason[];
}

const FINE: Judgement = { faults: [], unexplained: [] };

/** To be asked when no publication is under way that began before the answer ended. */
export function judge(history: History, node: string, question: Question, answer: Answer): Judgement {
  if (answer.outcome === 'busy') return FINE;
  if (answer.outcome === 'failed') return { ...FINE, faults: [`failed: ${answer.error}`] };
  const subjects = subjectsOf(question);
  const windows = subjects.map(([kind, subject]) => ({
    kind,
    subject,
    ...history.windowOf(subject, node, answer),
  }));
  if (answer.outcome === 'refused') {
    const explains = ({ code, pointer }: Reason) =>
      windows.some(({ candidates }) =>
        candidates.some(({ refuses }) => refuses[thingAt(question, pointer)] === code),
      );
    return { ...FINE, unexplained: answer.errors.filter((reason) => !explains(reason)) };
  }
  const { pins } = answer;
  const faults = windows.flatMap(({ kind, subject, least, most }) => {
    const pin = pins[kind];
    if (pin < least) return [`pins ${subject} ${pin}, though ${least} was acknowledged before it began`];
    if (pin > most) return [`pins ${subject} ${pin}, which nobody had begun to publish`];
    const publication = history.version(subject, pin);
    if (publication === undefined)
      return pin === 0 ? [] : [`pins ${subject} ${pin}, which was never published`];
    const refused = thingsOf(question).find((thing) => publication.refuses[thing] !== undefined);
    return refused === undefined ? [] : [`has a price for ${refused}, which ${subject} ${pin} cannot price`];
  });
  const hasContract = subjects.some(([kind]) => kind === 'contract');
  if (!hasContract && pins.contract !== 0) faults.push(`pins contract prices ${pins.contract}, and has none`);
  return { ...FINE, faults };
}

/** Whose versions the answer pins, and by which member. */
function subjectsOf({ tenant, account, request }: Question): readonly (readonly [keyof Pins, string])[] {
  const currency = request.currency as string;
  return [
    ['catalog', subjectOf({ kind: 'catalog', tenant })],
    ['list', subjectOf({ kind: 'list', tenant, currency, absent: [] })],
    ['promotions', subjectOf({ kind: 'promotions', tenant })],
    ['policy', subjectOf({ kind: 'policy', tenant })],
    ...(account === undefined
      ? []
      : ([['contract', subjectOf({ kind: 'contract', tenant, account })]] as const)),
  ];
}

const thingsOf = ({ request: { lines, promotionCodes = [] } }: Question) => [
  ...lines.map(({ offeringId }) => offeringId),
  ...promotionCodes,
];

/** The offering or code that a refusal is about. */
function thingAt({ request: { lines, promotionCodes = [] } }: Question, pointer: string): string {
  const [, member, index] = pointer.split('/');
  if (member === 'lines') return lines[Number(index)]?.offeringId ?? '';
  return member === 'promotionCodes' ? (promotionCodes[Number(index)] ?? '') : '';
}
