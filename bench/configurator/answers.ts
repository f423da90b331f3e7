import { answerQuery } from '@quotewright/configuration/testing';
import { allowedBy, type Click, type ClickSequence } from './click-sequences.ts';
import { type DecodedModel, timed } from './shipped-model.ts';

const CONTEXT = { date: '2026-01-01', values: {} };
/** A conflict costs more than a click, so not every one has its own. */
const CLICKS_PER_CONFLICT = 3;

/** Milliseconds of each question. */
export interface AnswerTimes {
  /** The engine alone, after each click: what every variable could be. */
  readonly domains: readonly number[];
  /** The whole answer after each click, from the request to its JSON text. */
  readonly answers: readonly number[];
  /** Why a value is excluded: choices and rules, minimal. */
  readonly explanations: readonly number[];
  /** The whole answer when an excluded value is chosen all the same: with what to give up instead. */
  readonly conflicts: readonly number[];
}

export function answerTimes(decoded: DecodedModel, sequences: readonly ClickSequence[]): AnswerTimes {
  const times = {
    domains: [] as number[],
    answers: [] as number[],
    explanations: [] as number[],
    conflicts: [] as number[],
  };
  for (const { clicks, excluded } of sequences) {
    for (const index of clicks.keys()) {
      const done = clicks.slice(0, index + 1);
      times.domains.push(domainTime(decoded, done));
      times.answers.push(ask(decoded, done, 'VALID'));
      const refused = excluded[index];
      if (refused === undefined || index % CLICKS_PER_CONFLICT > 0) continue;
      times.explanations.push(explain(decoded, done, refused));
      const others = done.filter(({ variable }) => variable !== refused.variable);
      times.conflicts.push(ask(decoded, [...others, refused], 'CONFLICT'));
    }
  }
  return times;
}

function domainTime(decoded: DecodedModel, clicks: readonly Click[]): number {
  const allowed = allowedBy(decoded, clicks);
  return timed(() => decoded.engines.scope.reasoner.alternatives(allowed))[1];
}

function requestOf(clicks: readonly Click[]) {
  return { choices: clicks.map(({ choice }) => choice), context: CONTEXT };
}

function ask(decoded: DecodedModel, clicks: readonly Click[], status: 'VALID' | 'CONFLICT'): number {
  const query = { kind: 'evaluate', request: requestOf(clicks) } as const;
  return answered(decoded, query, `"status":"${status}`);
}

function explain(decoded: DecodedModel, clicks: readonly Click[], excluded: Click): number {
  const { model } = decoded;
  const { id = '', values = [] } = model.variables[excluded.variable] ?? {};
  const reasonRef = `${id}=${values[excluded.value]}`;
  const query = { kind: 'explain', request: requestOf(clicks), reasonRef } as const;
  return answered(decoded, query, '"kind":"excluded"');
}

/** Throws unless the answer has `expected` in it: what is refused is quick, and no measurement. */
function answered(
  { artefact, engines }: DecodedModel,
  query: Parameters<typeof answerQuery>[2],
  expected: string,
): number {
  const [result, milliseconds] = timed(() => answerQuery(artefact, engines, query));
  if (result.kind === 'refused') throw new Error(`refused: ${JSON.stringify(result.errors)}`);
  if (!result.json.includes(expected)) throw new Error(`not ${expected}: ${result.json.slice(0, 200)}`);
  return milliseconds;
}
