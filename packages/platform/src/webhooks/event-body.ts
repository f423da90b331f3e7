import { toCloudEvent } from '../messaging/cloud-event.ts';
import type { CommittedEvent } from '../messaging/committed-event.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { WebhookTables } from './webhook-tables.ts';

/** The CloudEvent as text. */
export type EventBody = (tx: Tx, event: CommittedEvent) => Promise<string>;

/** The installation never changes: once it was read, it is remembered. */
export function eventBody(readInstallation: (tx: Tx) => Promise<string> = installationOf): EventBody {
  let installation: string | undefined;
  return async (tx, event) => {
    installation ??= await readInstallation(tx);
    return JSON.stringify(toCloudEvent(event, installation));
  };
}

async function installationOf(tx: Tx): Promise<string> {
  const { installation_id } = await queries<WebhookTables>(tx)
    .selectFrom('platform.installation')
    .select('installation_id')
    .executeTakeFirstOrThrow();
  return installation_id;
}
