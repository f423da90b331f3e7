import type { Config } from '@quotewright/platform/config';
import { countOpenEvents, type EventTransport, readOutboxBacklog } from '@quotewright/platform/messaging';
import type { OwnedDatabase } from '@quotewright/platform/postgres';
import { createLogger } from '@quotewright/platform/telemetry';
import type { Installation as InstallationIdentity } from '@quotewright/tenancy';
import { describeModules } from '../../compose/describe-modules.ts';
import { openTransport } from '../../compose/transport.ts';
import type { Finding } from './finding.ts';
import { within } from './within.ts';

/** Older than this, an event that was not sent is not just on its way. */
const LATE_MS = 30_000;
const PATIENCE_MS = 5_000;
/** Messages: more than what is on its way in a busy moment. */
const MANY = 1_000;

/** Whether facts travel: the outbox, the broker, and who is behind. */
export async function examineEvents(
  config: Config,
  database: OwnedDatabase,
  identity: InstallationIdentity,
): Promise<readonly Finding[]> {
  return [
    await outbox(database),
    ...(await parked(database)),
    ...(config.kafkaBrokers === undefined
      ? [{ state: 'ok', what: 'events stay inside the relay process (KAFKA_BROKERS is not set)' } as const]
      : await kafka(config, identity)),
  ];
}

async function outbox(database: OwnedDatabase): Promise<Finding> {
  const { unsent, oldestAgeMs = 0 } = await database.withSystem(readOutboxBacklog);
  if (unsent === 0) return { state: 'ok', what: 'the outbox is empty: every event was sent' };
  const waiting = `${unsent} events wait in the outbox, the oldest for ${Math.round(oldestAgeMs / 1_000)} s`;
  if (oldestAgeMs < LATE_MS) return { state: 'ok', what: waiting };
  const help = 'is a process with the role relay running, and does its log say why it cannot send?';
  return { state: 'slow', what: `${waiting}: ${help}` };
}

async function parked(database: OwnedDatabase): Promise<readonly Finding[]> {
  const { parked: given, waiting } = await database.withSystem(countOpenEvents);
  return [
    given === 0
      ? { state: 'ok', what: 'no event is parked' }
      : {
          state: 'bad',
          what: `${given} events could not be handled and are parked (quotewright events parked)`,
        },
    ...(waiting === 0
      ? []
      : [
          {
            state: 'slow',
            what: `${waiting} events wait for what their effects need, mostly Redis`,
          } as const,
        ]),
  ];
}

async function kafka(config: Config, { id }: InstallationIdentity): Promise<readonly Finding[]> {
  const log = createLogger({ level: 'silent', format: 'json' });
  let transport: EventTransport | undefined;
  try {
    transport = await openTransport(config, { installationId: id, log });
    await within(PATIENCE_MS, transport.ping());
    return [{ state: 'ok', what: 'Kafka answers' }, ...(await lags(transport))];
  } catch (error) {
    const what = `Kafka does not answer (${(error as Error).message}): events wait in the outbox, nothing is lost`;
    return [{ state: 'slow', what }];
  } finally {
    await transport?.close();
  }
}

async function lags(transport: EventTransport): Promise<readonly Finding[]> {
  const consumers = describeModules().consumers.map(({ name }) => name);
  const behind = await within(PATIENCE_MS, transport.lag(consumers));
  return behind.map(({ subscriber, messages }): Finding => {
    if (messages === undefined)
      return { state: 'note', what: `consumer ${subscriber}: nobody knows how far it is` };
    const state = messages > MANY ? 'slow' : 'ok';
    return { state, what: `consumer ${subscriber}: ${messages} messages behind` };
  });
}
