import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '@quotewright/acceleration/testing';
import { disturb } from './disturb.ts';
import { type Edition, nextEdition, subjectOf, variantOf } from './editions.ts';
import type { Tally } from './figures.ts';
import type { History } from './history.ts';
import { questionPicker } from './pick-question.ts';
import { questionsOf } from './questions.ts';
import { openReferee, type Referee } from './referee.ts';
import type { PriceNode, Theatre } from './theatre.ts';
import { chanceOf } from './world.ts';

const BATCH = 240;

/** How long a round is. */
export interface Pace {
  readonly milliseconds: number;
  /** It does not end before so many, */
  readonly operations: number;
  /** and nothing is published before so many since the last time: copies are there to be answered from. */
  readonly betweenPublications: number;
}

/** Publications as fast as they come. */
export const HURRIED: Pace = { milliseconds: 20_000, operations: 0, betweenPublications: 0 };
export const THOROUGH: Pace = { milliseconds: 0, operations: 50_000, betweenPublications: 4_000 };

interface Round {
  readonly theatre: Theatre;
  readonly history: History;
  readonly tally: Tally;
  readonly seed: number;
  readonly pace: Pace;
}

/** Questions on all nodes while things are published and the store is disturbed, until the round is over and all is proved. */
export async function playRound(round: Round): Promise<void> {
  const { theatre, history, tally, seed, pace } = round;
  const { answering, publisher, accounts, redis, oracle } = theatre;
  const questions = questionsOf(seed);
  for (const node of [...answering, publisher]) node.send({ kind: 'begin', seed, accounts });
  const referee = openReferee(theatre, history, questions, tally);
  const random = chanceOf(seed, 'round');
  const [end, most] = [performance.now() + pace.milliseconds, tally.operations() + pace.operations];
  const stage: Stage = {
    ...round,
    referee,
    pick: questionPicker(questions),
    goesOn: () => performance.now() < end || tally.operations() < most,
  };

  await Promise.all([
    ...answering.map((node) => keepAsking(stage, node, random.fork(node.name))),
    keepPublishing(stage, random.fork('publications')),
    disturb(redis, random.fork('disturbances'), stage.goesOn, () => void (tally.count.disturbances += 1)),
  ]);
  while (!referee.isDone) await Promise.race([sleep(20), oracle.ended]);
  referee.close();
}

interface Stage extends Round {
  readonly referee: Referee;
  readonly pick: (random: SeededRandom) => number;
  readonly goesOn: () => boolean;
}

async function keepAsking(
  { referee, tally, pick, goesOn }: Stage,
  node: PriceNode,
  random: SeededRandom,
): Promise<void> {
  let hashedBefore = 0;
  while (goesOn()) {
    if (referee.isBehind) {
      await sleep(5);
      continue;
    }
    node.send({ kind: 'ask', questions: Array.from({ length: BATCH }, () => pick(random)) });
    const { answers, hashed } = await node.next('answers');
    tally.count.hashed += hashed - hashedBefore;
    hashedBefore = hashed;
    referee.heard(node.name, answers);
  }
}

async function keepPublishing(stage: Stage, random: SeededRandom): Promise<void> {
  const { theatre, history, tally, referee, seed, pace, goesOn } = stage;
  const { answering, publisher } = theatre;
  // Half of them where nobody asks, so that those who are asked only hear of it.
  const wheel = [...answering, ...answering.map(() => publisher)];
  for (let number = 1; goesOn(); number += 1) {
    const least = tally.operations() + pace.betweenPublications;
    await sleep(random.between(800, 2_500));
    while (tally.operations() < least && goesOn()) await sleep(50);
    const refused = (subject: string) => Object.keys(history.lastOf(subject)?.refuses ?? {});
    referee.publishing();
    try {
      await publish(theatre, history, random.pick(wheel), nextEdition(random, seed, number, refused));
    } finally {
      referee.published();
    }
    tally.count.publications += 1;
  }
}

/** Throws when it cannot be published: then there is nothing to prove. */
export async function publish(
  { accounts }: Pick<Theatre, 'accounts'>,
  history: History,
  node: PriceNode,
  edition: Edition,
): Promise<void> {
  const account = edition.kind === 'contract' ? accounts[edition.account] : undefined;
  node.send({ kind: 'publish', edition, ...(account !== undefined && { account }) });
  const told = await node.next('published', 'unpublished');
  if (told.kind === 'unpublished') throw new Error(`not published: ${told.error}`);
  const { version, begunAt, endedAt } = told;
  const subject = subjectOf(edition);
  const { refuses } = variantOf(edition);
  history.add({ subject, version, refuses, madeBy: node.name, begunAt, endedAt });
}
