// One node of the storm, in a process of its own: node storm-node.ts <database url> <redis url>. Talks to the parent over IPC.
import { randomBytes } from 'node:crypto';
import { DomainError, systemClock } from '@quotewright/kernel';
import { created } from '@quotewright/platform/http';
import { commandPointers, runIdempotent } from '@quotewright/platform/idempotency';
import { nextNumber } from '@quotewright/platform/numbering';
import { openPostgres } from '@quotewright/platform/postgres';
import { createMetrics } from '@quotewright/platform/telemetry';
import { openStormLayer, requestOf } from './storm-layer.ts';
import type { Attempt, FromStormNode, Outcome, StormTask } from './storm-messages.ts';

const [databaseUrl, redisUrl] = process.argv.slice(2) as [string, string];
const database = openPostgres({ url: databaseUrl, clock: systemClock, poolSize: 10 });
const { layer } = await openStormLayer(database, redisUrl);
const { registry } = createMetrics();
const pointers = commandPointers({ caches: layer, registry });

const tell = (message: FromStormNode) => process.send?.(message);
const dieNow = () => process.kill(process.pid, 'SIGKILL');

async function outcomeOf(attempt: Attempt): Promise<Outcome> {
  const { key, payload, dies } = attempt;
  try {
    const answer = await runIdempotent(
      database,
      requestOf(attempt),
      async (tx) => {
        const number = await nextNumber(tx, key);
        if (dies === 'before-commit') dieNow();
        // No second run would make the same bytes.
        return created(`/orders/${number}`, { number, payload, nonce: randomBytes(16).toString('hex') });
      },
      { pointers },
    );
    const replayed = answer.headers?.['idempotency-replayed'] === 'true';
    if (dies === 'before-answer' && !replayed) dieNow();
    return { kind: 'answer', replayed, text: Buffer.from(answer.bytes?.content ?? '').toString() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { kind: 'refused', code: error.code, passing: error.kind === 'unavailable' };
  }
}

async function fastPaths() {
  const counter = await registry.getSingleMetric('idempotency_fast_path_total')?.get();
  const of = (outcome: string) =>
    counter?.values.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
  return { hit: of('hit'), stale: of('stale'), none: of('none') };
}

process.on('message', async ({ attempts }: StormTask) => {
  const outcomes = await Promise.all(attempts.map(outcomeOf));
  tell({ kind: 'done', outcomes, fastPaths: await fastPaths() });
});
process.on('disconnect', () => process.exit());
await database.ping();
tell({ kind: 'ready' });
