import type { Tally } from './figures.ts';
import type { History } from './history.ts';
import { type Judgement, judge } from './judge.ts';
import { Ledger } from './ledger.ts';
import type { Answer, FromOracle, Reason } from './messages.ts';
import type { Question } from './questions.ts';
import type { Theatre } from './theatre.ts';

/** Inputs that wait for their proof: beyond it nobody asks anything new. */
const MOST_UNPROVED = 1_500;
/** Answers that wait for the end of a publication. */
const MOST_PARKED = 20_000;
const BATCH = 25;
const MOST_ASKED = 8 * BATCH;

type Claim = { readonly inputHash: string; readonly input: NonNullable<InputOf<Answer>> };
type InputOf<Of> = Of extends { input?: infer Input } ? Input : never;

/** Judges all answers of a round: by the history of publications, and by what the oracle derives. */
export interface Referee {
  /** From now on until `published`, answers wait: what may be pinned is not known. */
  publishing(): void;
  published(): void;
  heard(node: string, answers: readonly Answer[]): void;
  /** Whether so much is still to be judged that asking has to wait. */
  readonly isBehind: boolean;
  /** Whether everything that was heard is judged and proved. */
  readonly isDone: boolean;
  close(): void;
}

export function openReferee(
  { oracle, accounts }: Pick<Theatre, 'oracle' | 'accounts'>,
  history: History,
  questions: readonly Question[],
  tally: Tally,
): Referee {
  const ledger = new Ledger();
  const parked: (readonly [string, Answer])[] = [];
  const queue: Claim[] = [];
  /** First to claim an input: what a wrong price is reported with. */
  const claimants = new Map<string, string>();
  const refusals = new Map<number, readonly Reason[] | undefined>();
  const doubts = new Map<number, (readonly [string, readonly Reason[]])[]>();
  let underWay = 0;
  let asked = 0;

  const stop = oracle.onMessage((message: FromOracle) => {
    if (message.kind === 'derived') {
      asked -= message.proofs.length;
      for (const proof of message.proofs) {
        const fault = ledger.prove(proof);
        if (fault !== undefined) tally.violation(`${fault}\n    ${claimants.get(proof.inputHash)}`);
        claimants.delete(proof.inputHash);
      }
      askOracle();
    } else if (message.kind === 'refused') {
      refusals.set(message.number, message.errors);
      for (const [story, reasons] of doubts.get(message.number) ?? [])
        confirm(message.number, story, reasons);
      doubts.delete(message.number);
    }
  });

  function askOracle(): void {
    while (queue.length > 0 && asked < MOST_ASKED) {
      const claims = queue.splice(0, BATCH);
      asked += claims.length;
      oracle.send({ kind: 'derive', claims });
    }
  }

  function confirm(number: number, story: string, reasons: readonly Reason[]): void {
    const known = refusals.get(number) ?? [];
    for (const { code, pointer } of reasons) {
      if (known.some((one) => one.code === code && one.pointer === pointer)) continue;
      tally.violation(`refused with ${code} at "${pointer}", which nothing explains\n    ${story}`);
    }
  }

  function doubt(number: number, story: string, reasons: readonly Reason[]): void {
    if (refusals.has(number)) return confirm(number, story, reasons);
    const waiting = doubts.get(number);
    if (waiting !== undefined) return void waiting.push([story, reasons]);
    doubts.set(number, [[story, reasons]]);
    const question = questions[number] as Question;
    const accountId = accounts[question.account ?? ''];
    oracle.send({ kind: 'refuse', number, question, ...(accountId !== undefined && { accountId }) });
  }

  function examine(node: string, answer: Answer): void {
    const question = questions[answer.question] as Question;
    const story = () => storyOf(node, question, answer);
    const judgement: Judgement = judge(history, node, question, answer);
    for (const fault of judgement.faults) tally.violation(`${fault}\n    ${story()}`);
    if (judgement.unexplained.length > 0) doubt(answer.question, story(), judgement.unexplained);
    if (answer.outcome !== 'priced') return;
    const { inputHash, priceHash, input, faults } = answer;
    for (const fault of faults) tally.violation(`${fault}\n    ${story()}`);
    const { isNew, fault } = ledger.claim(inputHash, priceHash);
    if (fault !== undefined) tally.violation(`${fault}\n    ${story()}`);
    if (!isNew) return;
    tally.count.distinct += 1;
    claimants.set(inputHash, story());
    if (input === undefined) tally.violation(`input ${inputHash} was never sent\n    ${story()}`);
    else queue.push({ inputHash, input });
  }

  return {
    publishing: () => void (underWay += 1),
    published() {
      underWay -= 1;
      if (underWay > 0) return;
      for (const [node, answer] of parked.splice(0)) examine(node, answer);
      askOracle();
    },
    heard(node, answers) {
      for (const answer of answers) {
        tally.answered(answer);
        if (underWay > 0) parked.push([node, answer]);
        else examine(node, answer);
      }
      askOracle();
    },
    get isBehind() {
      return ledger.unproved > MOST_UNPROVED || parked.length > MOST_PARKED;
    },
    get isDone() {
      return underWay === 0 && parked.length === 0 && ledger.unproved === 0 && doubts.size === 0;
    },
    close: stop,
  };
}

/** All that is needed to see it again. */
function storyOf(node: string, { tenant, account, request }: Question, answer: Answer): string {
  const { question, begunAt, endedAt, ...said } = answer;
  const { input: _, faults: __, ...outcome } = said as typeof said & { input?: unknown; faults?: unknown };
  return JSON.stringify({
    node,
    tenant,
    account,
    took: endedAt - begunAt,
    begunAt,
    ...outcome,
    question,
    request,
  });
}
