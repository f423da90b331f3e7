import { z } from 'zod';
import type { LoggedCopy } from '../logged-copies.ts';

/** What the log says of one request that was answered, or of one job that ended: it may have been asked a question. */
export interface AnswerLine {
  /** When the answer ended, milliseconds since the epoch. */
  readonly time: number;
  readonly requestId?: string;
  readonly traceId?: string;
  readonly jobId?: string;
  /** Absent where nobody was known. */
  readonly tenant?: string;
  readonly subject?: string;
  /** What was asked, and how it ended: `GET /api/v1/orders 200`, `pricing.simulate-price succeeded`. */
  readonly answer: string;
  readonly copies: readonly LoggedCopy[];
  /** By category, the copies that the line does not name. */
  readonly moreCopies: Readonly<Record<string, number>>;
}

const copySchema = z.object({
  category: z.string(),
  keyHash: z.string(),
  version: z.string().nullable(),
  tenant: z.string().nullable(),
  source: z.enum(['l1', 'l2', 'stale']),
  generatedAt: z.string().nullable(),
  absent: z.literal(true).exactOptional(),
  into: z.string().exactOptional(),
});

const common = {
  time: z
    .string()
    .transform((text) => Date.parse(text))
    .pipe(z.number()),
  tenant: z.string().exactOptional(),
  subject: z.string().exactOptional(),
  copies: z.array(copySchema).default([]),
  moreCopies: z.record(z.string(), z.int().positive()).default({}),
};

const requestSchema = z
  .object({
    ...common,
    requestId: z.string(),
    traceId: z.string(),
    method: z.string(),
    route: z.string(),
    status: z.int(),
  })
  .transform(({ method, route, status, ...line }) => ({ ...line, answer: `${method} ${route} ${status}` }));

const jobSchema = z
  .object({ ...common, jobId: z.string(), jobType: z.string(), outcome: z.string() })
  .transform(({ jobType, outcome, ...line }) => ({ ...line, answer: `${jobType} ${outcome}` }));

/** By the message that a line of the log has. */
const schemas = new Map<unknown, z.ZodType<AnswerLine>>([
  ['request', requestSchema],
  ['job run ended', jobSchema],
]);

/**
 * Reads a line of the log, whatever a collector wrote before its object. `other`: a line of something else than an answer.
 * `malformed`: cut, mixed with another one, or of no log of ours.
 */
export function answerLine(text: string): AnswerLine | 'other' | 'malformed' {
  const begin = text.indexOf('{');
  if (begin < 0) return text.trim() === '' ? 'other' : 'malformed';
  let line: unknown;
  try {
    line = JSON.parse(text.slice(begin));
  } catch {
    return 'malformed';
  }
  const { msg } = line as { readonly msg?: unknown };
  const schema = schemas.get(msg);
  if (schema === undefined) return typeof msg === 'string' ? 'other' : 'malformed';
  const { success, data } = schema.safeParse(line);
  return success ? data : 'malformed';
}
