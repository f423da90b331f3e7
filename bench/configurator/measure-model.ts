import { percentileOf } from '../percentile.ts';
import { medianOf } from '../summary.ts';
import { answerTimes } from './answers.ts';
import { type ClickSequence, clickSequence } from './click-sequences.ts';
import { labelsOf, SHARES } from './labels.ts';
import { readingOf } from './reading.ts';
import type { Samples } from './samples.ts';
import { satTimes } from './sat-times.ts';
import { type DecodedModel, decodedModel, makeModel } from './shipped-model.ts';

const SEEDS = [1, 2, 3];
/** Until the other solver has settled. */
const SAT_WARM_UP = 1;
/** Small models are asked everything once before it counts, large ones a part of it. */
const WARM_UP_MS = 2_000;

/** A model that is measured, and its clicks: the same in all rounds. */
export interface PreparedModel {
  readonly name: string;
  readonly decoded: DecodedModel;
  readonly bytes: Uint8Array;
  readonly sequences: readonly ClickSequence[];
}

/** Everything once unrecorded, until the compiler has settled. */
export function prepareModel(name: string): PreparedModel {
  const { bytes } = makeModel(name);
  const decoded = decodedModel(bytes);
  const sequences = SEEDS.map((seed) => clickSequence(decoded, seed));
  const started = performance.now();
  for (const sequence of sequences)
    if (performance.now() - started < WARM_UP_MS) answerTimes(decoded, [sequence]);
  satTimes(decoded, sequences, SAT_WARM_UP);
  return { name, decoded, bytes, sequences };
}

/** One round of one model. */
export async function measureModel(model: PreparedModel, samples: Samples): Promise<void> {
  const { name, decoded, sequences } = model;
  const labels = labelsOf(name);
  const made = makeModel(name);
  samples.note(labels.build, 'ms', made.buildMs);
  samples.note(labels.compile, 'ms', made.compileMs);
  if (!Buffer.from(made.bytes).equals(model.bytes)) throw new Error(`${name} compiled to other bytes`);

  const reading = await readingOf(model.bytes);
  samples.note(labels.decodeCold, 'ms', reading.coldMs);
  samples.note(labels.decodeWarm, 'ms', reading.warmMs);
  samples.note(labels.firstAnswer, 'ms', reading.firstAnswerMs);
  samples.note(labels.decodedMemory, 'MiB', reading.decodedBytes / 2 ** 20);
  samples.note(labels.usedMemory, 'MiB', reading.usedBytes / 2 ** 20);

  const times = answerTimes(decoded, sequences);
  const sat = satTimes(decoded, sequences);
  samples.note(labels.logicSolverBuild, 'ms', medianOf(sat.buildMs));
  samples.note(labels.logicSolverClicks, 'clicks', sat.theirs.length);
  for (const [word, share] of SHARES) {
    const note = (label: (word: string) => string, taken: readonly number[], reference?: string) =>
      samples.note(label(word), 'ms', percentileOf(taken, share), reference);
    note(labels.domains, times.domains);
    note(labels.answers, times.answers);
    note(labels.explanations, times.explanations);
    note(labels.conflicts, times.conflicts);
    note(labels.sharedClicks, sat.ours);
    note(labels.logicSolver, sat.theirs, labels.sharedClicks(word));
  }
}
