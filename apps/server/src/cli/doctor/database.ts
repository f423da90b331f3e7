import type { Installation as InstallationIdentity } from '@quotewright/tenancy';
import type { FoundInstallation } from '../../compose/installation.ts';
import { installationIdentity } from '../../compose/installation-identity.ts';
import type { Finding } from './finding.ts';

export interface DatabaseExamination {
  readonly findings: readonly Finding[];
  /** Absent where the schema is not up to date: nothing behind it can be looked at. */
  readonly identity?: InstallationIdentity;
}

export async function examineDatabase(
  { database, pending }: FoundInstallation,
  kind: string,
  raiseEpoch: boolean,
): Promise<DatabaseExamination> {
  const answers: Finding = { state: 'ok', what: `${kind} answers` };
  if (pending.length > 0) {
    const files = pending.map(({ context, name }) => `${context}/${name}`).join(', ');
    const what = `${pending.length} migrations are pending (quotewright migrate): ${files}`;
    return { findings: [answers, { state: 'bad', what }] };
  }
  await database.verifyDoor();
  const identity = await installationIdentity(database, raiseEpoch);
  return {
    identity,
    findings: [
      answers,
      { state: 'ok', what: 'the schema is up to date; row-level security binds the application' },
      { state: 'ok', what: `installation ${identity.id}, truth epoch ${identity.truthEpoch}` },
    ],
  };
}
