// The program of one node: answers questions from its copies and publishes, as its parent tells it over IPC.
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '@quotewright/platform/config';
import { openInstallation } from '../../../apps/server/src/compose/installation.ts';
import { answering } from './answer-question.ts';
import type { Edition } from './editions.ts';
import { type Answer, type FromNode, microseconds, type ToNode } from './messages.ts';
import { publishEdition } from './publish-edition.ts';
import { type Question, questionsOf } from './questions.ts';
import { seedTenants } from './seed-tenants.ts';

const AT_ONCE = 24;

const { PROOF_SEEDS_TENANTS: seeds, ...environment } = process.env;
const installation = await openInstallation(loadConfig(environment));
const { caches } = installation;
const tell = (message: FromNode) => void process.send?.(message);

const owed = () => caches?.layer.health.pendingInvalidations ?? 0;

let questions: readonly Question[] = [];
let accounts: Readonly<Record<string, string>> = {};
let { answer, hashed } = answering(installation);

async function ask(numbers: readonly number[]): Promise<void> {
  const answers: Answer[] = [];
  const waiting = numbers.values();
  const askNext = async () => {
    for (const number of waiting) {
      const question = questions[number] as Question;
      answers.push(await answer(number, question, accounts[question.account ?? '']));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, askNext));
  tell({ kind: 'answers', answers, hashed: hashed() });
}

async function publish(edition: Edition, account: string | undefined): Promise<void> {
  const begunAt = microseconds();
  try {
    const version = await publishEdition(installation, edition, account);
    tell({ kind: 'published', version, begunAt, endedAt: microseconds() });
  } catch (error) {
    tell({ kind: 'unpublished', error: `${JSON.stringify(edition)}: ${String(error)}` });
    return;
  }
  while (owed() > 0) await sleep(20);
  tell({ kind: 'settled', at: microseconds() });
}

process.on('message', (message: ToNode) => {
  if (message.kind === 'begin') {
    questions = questionsOf(message.seed);
    accounts = message.accounts;
    ({ answer, hashed } = answering(installation));
  } else if (message.kind === 'ask') void ask(message.questions);
  else void publish(message.edition, message.account);
});
process.on('disconnect', () => void installation.close().finally(() => process.exit()));

await caches?.layer.ready();
tell({ kind: 'ready', accounts: seeds === 'yes' ? await seedTenants(installation) : {} });
