import { timestamp } from '@quotewright/kernel';
import type { LoggedCopy } from '../logged-copies.ts';
import { type AnswerLine, answerLine } from './answer-line.ts';

/** Which copies are suspect. What is absent does not matter. */
export interface SuspectCopies {
  readonly category?: string;
  /** Of their keys, as `keyHash` makes them. */
  readonly keyHashes?: ReadonlySet<string>;
  /** As it stands in the key, or a pointer's version. */
  readonly version?: string;
  /** When they were read from the truth, milliseconds since the epoch, both included. */
  readonly madeFrom?: number;
  readonly madeTo?: number;
  /** Only those that say themselves that they are another tenant's than the caller's. */
  readonly foreign?: boolean;
}

export interface ExposureQuestion {
  readonly suspect: SuspectCopies;
  /** Only answers to callers of this tenant. */
  readonly tenant?: string;
  /** When the answer ended, milliseconds since the epoch, both included. */
  readonly from?: number;
  readonly to?: number;
}

/** An answer that was given from suspect copies. */
export interface ExposedAnswer {
  readonly line: AnswerLine;
  /** None: the line names only the first of its copies, and suspect ones may be among the rest. */
  readonly copies: readonly LoggedCopy[];
}

interface Count {
  /** That were given from suspect copies. */
  readonly answers: number;
  /** That may have been, because their line does not name all copies. */
  readonly perhaps: number;
}

export interface ExposedTenant extends Count {
  /** Null: callers that nobody knew. */
  readonly tenant: string | null;
  /** Different callers. */
  readonly subjects: number;
}

/** One making of one copy. */
export interface ExposedCopy
  extends Pick<LoggedCopy, 'category' | 'keyHash' | 'version' | 'tenant' | 'generatedAt'> {
  readonly answers: number;
  /** Categories of what was loaded and made of it: these copies are suspect, too. */
  readonly into: readonly string[];
}

export interface ExposureReport extends Count {
  /** Of the log: all lines, those of answers (to requests, and of jobs), those that cannot be read, and of these the ones that are too long. */
  readonly lines: number;
  readonly answered: number;
  readonly malformed: number;
  readonly tooLong: number;
  /** The first and the last answer of the log, asked for or not, RFC 3339; null without one. */
  readonly since: string | null;
  readonly until: string | null;
  /** Categories that the log names copies of. */
  readonly categories: readonly string[];
  readonly tenants: readonly ExposedTenant[];
  /** The first 1,000. */
  readonly copies: readonly ExposedCopy[];
  readonly moreCopies: boolean;
}

const MOST_COPIES = 1_000;

/** Looks through the lines of a log, `undefined` for one that was too long, and tells of each answer as it is found. */
export async function exposure(
  lines: AsyncIterable<string | undefined>,
  question: ExposureQuestion,
  found: (answer: ExposedAnswer) => void,
): Promise<ExposureReport> {
  const total = { lines: 0, answered: 0, malformed: 0, tooLong: 0 };
  let since = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  const categories = new Set<string>();
  const counts = new ExposureCounts();
  for await (const text of lines) {
    total.lines += 1;
    const line = text === undefined ? 'malformed' : answerLine(text);
    if (text === undefined) total.tooLong += 1;
    if (line === 'malformed') total.malformed += 1;
    if (typeof line === 'string') continue;
    total.answered += 1;
    since = Math.min(since, line.time);
    until = Math.max(until, line.time);
    for (const { category } of line.copies) categories.add(category);
    for (const category of Object.keys(line.moreCopies)) categories.add(category);
    const answer = exposed(line, question);
    if (answer === undefined) continue;
    counts.add(answer);
    found(answer);
  }
  const seen = total.answered > 0;
  return {
    ...total,
    since: seen ? timestamp(since) : null,
    until: seen ? timestamp(until) : null,
    categories: [...categories].sort(),
    ...counts.report(),
  };
}

/** Undefined where the answer was certainly not given from what is suspect. */
function exposed(line: AnswerLine, question: ExposureQuestion): ExposedAnswer | undefined {
  const { suspect, tenant, from, to } = question;
  if (tenant !== undefined && line.tenant !== tenant) return undefined;
  if (!within(line.time, from, to)) return undefined;
  const copies = line.copies.filter((copy) => isSuspect(copy, line, suspect));
  if (copies.length > 0) return { line, copies };
  const { category } = suspect;
  const hidden =
    category === undefined
      ? Object.keys(line.moreCopies).length > 0
      : Object.hasOwn(line.moreCopies, category);
  return hidden ? { line, copies } : undefined;
}

function isSuspect(copy: LoggedCopy, line: AnswerLine, suspect: SuspectCopies): boolean {
  const { category, keyHashes, version, madeFrom, madeTo, foreign } = suspect;
  if (category !== undefined && copy.category !== category) return false;
  if (keyHashes !== undefined && !keyHashes.has(copy.keyHash)) return false;
  if (version !== undefined && copy.version !== version) return false;
  if (foreign === true && (copy.tenant === null || copy.tenant === line.tenant)) return false;
  // Of a copy that does not say when it was made nothing can be ruled out.
  return copy.generatedAt === null || within(Date.parse(copy.generatedAt), madeFrom, madeTo);
}

const within = (time: number, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) =>
  time >= from && time <= to;

class ExposureCounts {
  #answers = 0;
  #perhaps = 0;
  #moreCopies = false;
  readonly #tenants = new Map<
    string | null,
    { answers: number; perhaps: number; readonly subjects: Set<string> }
  >();
  readonly #copies = new Map<
    string,
    { readonly copy: LoggedCopy; answers: number; readonly into: Set<string> }
  >();

  add({ line, copies }: ExposedAnswer): void {
    const tenant = line.tenant ?? null;
    const ofTenant = this.#tenants.get(tenant) ?? { answers: 0, perhaps: 0, subjects: new Set() };
    this.#tenants.set(tenant, ofTenant);
    if (line.subject !== undefined) ofTenant.subjects.add(line.subject);
    if (copies.length === 0) {
      this.#perhaps += 1;
      ofTenant.perhaps += 1;
      return;
    }
    this.#answers += 1;
    ofTenant.answers += 1;
    const counted = new Set<string>();
    for (const copy of copies) this.#addCopy(copy, counted);
  }

  /** An answer may have been given from one copy in several ways: it counts once. */
  #addCopy(copy: LoggedCopy, counted: Set<string>): void {
    const { category, keyHash, tenant, generatedAt, into } = copy;
    const name = JSON.stringify([category, keyHash, tenant, generatedAt]);
    let known = this.#copies.get(name);
    if (known === undefined) {
      if (this.#copies.size >= MOST_COPIES) {
        this.#moreCopies = true;
        return;
      }
      known = { copy, answers: 0, into: new Set() };
      this.#copies.set(name, known);
    }
    if (!counted.has(name)) known.answers += 1;
    counted.add(name);
    if (into !== undefined) known.into.add(into);
  }

  report(): Pick<ExposureReport, 'answers' | 'perhaps' | 'tenants' | 'copies' | 'moreCopies'> {
    return {
      answers: this.#answers,
      perhaps: this.#perhaps,
      tenants: [...this.#tenants].map(([tenant, { answers, perhaps, subjects }]) => ({
        tenant,
        answers,
        perhaps,
        subjects: subjects.size,
      })),
      copies: [...this.#copies.values()].map(({ copy, answers, into }) => {
        const { category, keyHash, version, tenant, generatedAt } = copy;
        return { category, keyHash, version, tenant, generatedAt, answers, into: [...into] };
      }),
      moreCopies: this.#moreCopies,
    };
  }
}
