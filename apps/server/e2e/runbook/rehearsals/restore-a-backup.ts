import { execFile } from 'node:child_process';
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@quotewright/acceleration/testing';
import { send } from '../../http-client.ts';
import { type Installation, newInstallation, type RunningServer } from '../../server-process.ts';
import type { LiveInstallation } from '../live-installation.ts';
import type { OperatorShell } from '../operator-shell.ts';
import type { AtHand, Rehearsal } from '../rehearsal.ts';
import { customer } from '../requests.ts';

const POSTGRES = 'a-postgresql-server-was-restored';
const FOLDER = '.quotewright';
const LATE = 'After the dump';

let embedded: Installation | undefined;
let server: RunningServer | undefined;

/** An embedded installation with an archive and a damaged folder; and the one on PostgreSQL, dumped before its last change. */
export const restoreABackup: Rehearsal<LiveInstallation> = {
  arrange: damaged,
  before: {
    '4': async () => {
      server = await embedded?.start();
    },
    'make-a-backup/do': async () => void (await server?.stop()),
    [`${POSTGRES}/1`]: dumped,
    [`${POSTGRES}/over`]: (live) => live.start(),
  },
  after: {
    [`${POSTGRES}/1`]: async (live) => {
      if (await isKnown(live, LATE)) throw new Error('what came after the dump is still there');
    },
  },
  async restore(live) {
    await embedded?.remove();
    await live.restart();
  },
};

async function damaged(): Promise<AtHand> {
  const port = String(await freePort());
  const installation = await newInstallation({
    QUOTEWRIGHT_DATA_DIR: FOLDER,
    QUOTEWRIGHT_DEMO: 'false',
    PORT: port,
  });
  embedded = installation;
  await installation.command('tenant', 'create', 'acme', '--currency', 'EUR');
  const { stdout } = await installation.command('token', '--tenant', 'acme', '--roles', 'admin');
  const { url, stop } = await installation.start();
  const kept = { token: stdout.trim(), body: customer('Kept') };
  await send(url, 'POST', '/api/v1/accounts', kept);
  await stop();
  await installation.command('export', '--all');
  const folder = join(installation.directory, FOLDER);
  for (const file of await readdir(folder, { recursive: true })) {
    if (/pg_(?:control|filenode.map)$/.test(file)) await truncate(join(folder, file), 8);
  }
  return {
    directory: installation.directory,
    variables: {
      DATABASE_URL: undefined,
      REDIS_URL: undefined,
      QUOTEWRIGHT_BILLING_URL: undefined,
      QUOTEWRIGHT_DATA_DIR: undefined,
      QUOTEWRIGHT_URL: `http://127.0.0.1:${port}`,
      PORT: port,
    },
  };
}

/** From here on the operator looks after the other installation. */
async function dumped(live: LiveInstallation, shell: OperatorShell): Promise<void> {
  const { installation, database, ask, url, token } = live;
  const file = join((embedded as Installation).directory, 'quotewright.dump');
  await promisify(execFile)('pg_dump', ['--format=custom', '--file', file, database.url as string]);
  await ask('POST', '/accounts', customer(LATE));
  if (!(await isKnown(live, LATE))) throw new Error('nothing has come after the dump');
  await live.halt();
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'QUOTEWRIGHT_DATA_DIR']) {
    shell.assign(name, installation.environment[name]);
  }
  shell.assign('QUOTEWRIGHT_URL', url);
  shell.assign('QUOTEWRIGHT_TOKEN', token);
}

async function isKnown({ sql }: LiveInstallation, account: string): Promise<boolean> {
  return (await sql(`select 1 from accounts.account where name = '${account}'`)).length > 0;
}
