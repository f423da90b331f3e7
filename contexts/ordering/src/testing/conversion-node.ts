// The program of one more process of the installation: answers requests that its parent sends over IPC.
import { systemClock, tenantId } from '@quotewright/kernel';
import { openPostgres, queries } from '@quotewright/platform/postgres';
import { admin } from '@quotewright/quoting/testing';
import { sql } from 'kysely';
import type { NodeAnswer, NodeRequest, NodeTask } from './conversion-nodes.ts';
import { orderingServer } from './ordering-server.ts';

const [url = ''] = process.argv.slice(2);
const database = openPostgres({ url, clock: systemClock, poolSize: 10 });
const { server } = await orderingServer(database, systemClock);
await database.ping();

async function answerTo({ path, headers, body }: NodeRequest): Promise<NodeAnswer> {
  const answer = await server.request('POST', path, {
    as: admin,
    headers,
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, headers: answer.headers, text: answer.text };
}

/** What a query that has nothing to do with the requests takes, through the same pool; in milliseconds. */
async function probe(): Promise<number> {
  const started = performance.now();
  await database.withTenant(tenantId('acme'), 'read', (tx) =>
    sql`select last_value from platform.number_sequence where tenant_id = ${tx.tenant} and kind = 'Q'`.execute(
      queries(tx),
    ),
  );
  return performance.now() - started;
}

async function probesUntil(end: AbortSignal): Promise<readonly number[]> {
  const probes: number[] = [];
  do probes.push(await probe());
  while (!end.aborted);
  return probes;
}

process.on('message', async ({ requests, probing }: NodeTask) => {
  const answered = new AbortController();
  const answering = Promise.all(requests.map(answerTo)).finally(() => answered.abort());
  const probes = probing ? await probesUntil(answered.signal) : [];
  process.send?.({ answers: await answering, probes });
});
process.on('disconnect', async () => {
  await server.close();
  await database.close();
});
process.send?.('ready');
