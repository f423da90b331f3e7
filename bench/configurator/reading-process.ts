// Reads one artefact (argument: its file) as a node does that has just started, and sends what that took.
import { readFileSync } from 'node:fs';
import { answerQuery } from '@quotewright/configuration/testing';
import { medianOf } from '../summary.ts';
import type { ReadingReport } from './reading.ts';
import { decodedModel, timed } from './shipped-model.ts';

const WARM_READS = 7;
const ANY = {
  kind: 'evaluate',
  request: { choices: [], context: { date: '2026-01-01', values: {} } },
} as const;

const bytes = readFileSync(process.argv[2] ?? '');
/** Typed arrays lie outside of the heap. */
function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const before = usedBytes();
const [decoded, coldMs] = timed(() => decodedModel(bytes));
const decodedBytes = usedBytes() - before;
const [, firstAnswerMs] = timed(() => answerQuery(decoded.artefact, decoded.engines, ANY));
const usedAfterAnswer = usedBytes() - before;
const warm = Array.from({ length: WARM_READS }, () => timed(() => decodedModel(bytes))[1]);
const report: ReadingReport = {
  coldMs,
  warmMs: medianOf(warm.slice(WARM_READS >> 1)),
  firstAnswerMs,
  decodedBytes,
  usedBytes: usedAfterAnswer,
};
process.send?.(report, () => process.exit());
