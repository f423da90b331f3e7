import { isTenantId, type TenantId } from '@quotewright/kernel';
import type { Database } from '../../postgres/database.ts';
import { queries } from '../../postgres/queries.ts';
import type { SystemTx } from '../../postgres/tx.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { CommittedEvent } from '../committed-event.ts';
import type { EventConsumer, IdempotentConsumer } from '../event-consumer.ts';
import { isPassing } from '../inbox/passing-error.ts';
import { NO_TENANT, type ParkedTables } from './parked-table.ts';
import { recordedError } from './recorded-error.ts';

export interface DeferredRetriesOptions {
  readonly database: Database;
  readonly consumers: readonly EventConsumer[];
  readonly log: Pick<Logger, 'info' | 'error'>;
  /** Milliseconds between two rounds; default 2,000. */
  readonly everyMs?: number;
  /** Calls `tick` again and again until the returned function is called; default: a timer. */
  readonly every?: (milliseconds: number, tick: () => unknown) => () => void;
}

/** Of one tenant, tried together. */
const AT_A_TIME = 100;

interface Waiting {
  readonly tenant: TenantId;
  readonly consumer: IdempotentConsumer;
  readonly rows: readonly { readonly id: string; readonly event: CommittedEvent }[];
}

/**
 * Tries again what `subscriberOf` set aside, oldest first, until it succeeds. Several processes may do it at a time: the effects may be
 * repeated. An event that fails for a reason of its own is parked.
 */
export function startDeferredRetries(options: DeferredRetriesOptions): { close(): Promise<void> } {
  const { database, consumers, log, everyMs = 2_000, every = onTimer } = options;
  const idempotent = new Map(
    consumers.flatMap((consumer) => ('apply' in consumer ? [[consumer.name, consumer] as const] : [])),
  );
  let closed = false;
  let failing = false;
  let round: Promise<void> | undefined;

  async function retry(): Promise<void> {
    try {
      for (const waiting of await database.withSystem((tx) => waitingEvents(tx, idempotent))) {
        if (closed) return;
        await tryAgain(database, waiting, log);
      }
      failing = false;
    } catch (error) {
      // Said once; the next round tries again.
      if (!failing) log.error({ err: error }, 'events that wait cannot be looked for');
      failing = true;
    }
  }

  const stop =
    idempotent.size === 0
      ? () => {}
      : every(everyMs, () => {
          round ??= retry().finally(() => {
            round = undefined;
          });
          return round;
        });
  return {
    async close() {
      closed = true;
      stop();
      await round;
    },
  };
}

/** The oldest of each consumer and tenant among the oldest of all. Needs parked_event_open. */
async function waitingEvents(
  tx: SystemTx,
  consumers: ReadonlyMap<string, IdempotentConsumer>,
): Promise<readonly Waiting[]> {
  if (consumers.size === 0) return [];
  const rows = await queries<ParkedTables>(tx)
    .selectFrom('platform.parked_event')
    .select(['tenant_id', 'id', 'consumer', 'event'])
    .where('state', '=', 'waiting')
    .where('tenant_id', '<>', NO_TENANT)
    .where('consumer', 'in', [...consumers.keys()])
    .orderBy('parked_at')
    .orderBy('id')
    .limit(5 * AT_A_TIME)
    .execute();
  const groups = Map.groupBy(rows, (row) => `${row.tenant_id} ${row.consumer}`);
  return [...groups.values()].flatMap((group): Waiting[] => {
    const [{ tenant_id: tenant, consumer: name } = { tenant_id: '', consumer: '' }] = group;
    const consumer = consumers.get(name);
    if (consumer === undefined || !isTenantId(tenant)) return [];
    // Written by parkEvent from a CommittedEvent.
    const own = group
      .slice(0, AT_A_TIME)
      .map(({ id, event }) => ({ id, event: event as unknown as CommittedEvent }));
    return [{ tenant, consumer, rows: own }];
  });
}

async function tryAgain(
  database: Database,
  { tenant, consumer, rows }: Waiting,
  log: DeferredRetriesOptions['log'],
): Promise<void> {
  try {
    await consumer.apply(rows.map(({ event }) => event));
  } catch (error) {
    if (isPassing(error)) return;
    return park(database, tenant, rows, error);
  }
  const ids = rows.map(({ id }) => id);
  await database.withTenant(tenant, 'write', (tx) =>
    queries<ParkedTables>(tx)
      .updateTable('platform.parked_event')
      .set({ state: 'replayed', resolved_at: new Date(tx.now), resolved_by: 'system:retry' })
      .where('tenant_id', '=', tenant)
      .where('id', 'in', ids)
      .where('state', '=', 'waiting')
      .execute(),
  );
  log.info({ consumer: consumer.name, events: rows.length }, 'events that waited were handled');
}

async function park(
  database: Database,
  tenant: TenantId,
  rows: Waiting['rows'],
  error: unknown,
): Promise<void> {
  const { code, message } = recordedError(error);
  await database.withTenant(tenant, 'write', (tx) =>
    queries<ParkedTables>(tx)
      .updateTable('platform.parked_event')
      .set({ state: 'parked', error_code: code, error_message: message })
      .where('tenant_id', '=', tenant)
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .where('state', '=', 'waiting')
      .execute(),
  );
}

/** A timer that does not keep the process alive. */
function onTimer(milliseconds: number, tick: () => unknown): () => void {
  const timer = setInterval(tick, milliseconds).unref();
  return () => clearInterval(timer);
}
