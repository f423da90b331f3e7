import { isUuid } from '@quotewright/kernel';
import { type Selectable, sql } from 'kysely';
import type { Page, PageRequest } from '../http/page.ts';
import { pageById } from '../http/page-by-id.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { Wizard } from './wizard.ts';
import type { WizardTables } from './wizard-tables.ts';

const TABLE = 'platform.wizard';

const wizardsOf = (tx: Tx, subject: string) =>
  queries<WizardTables>(tx)
    .selectFrom(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('subject', '=', subject);

/** By primary key; undefined also for a malformed id and for one of another subject. In a change it stays as it is until the end. */
export async function findWizard(tx: Tx, subject: string, id: string): Promise<Wizard | undefined> {
  if (!isUuid(id)) return undefined;
  let query = wizardsOf(tx, subject).selectAll().where('id', '=', id);
  if (tx.access === 'write') query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && wizardOf(row);
}

/** Newest first. Needs wizard_of_subject. */
export function listWizards(tx: Tx, subject: string, page: PageRequest): Promise<Page<Wizard>> {
  return pageById(wizardsOf(tx, subject).selectAll(), page, 'newest-first', wizardOf);
}

/** How many the subject can work on. Counts of other transactions wait until this one has ended, so that a limit holds. */
export async function lockAndCountOpen(tx: Tx, subject: string): Promise<number> {
  const lock = `wizards/${tx.tenant}/${subject}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(queries(tx));
  const { count } = await wizardsOf(tx, subject)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('committed_at', 'is', null)
    .where('expires_at', '>', new Date(tx.now))
    .executeTakeFirstOrThrow();
  return count;
}

export async function insertWizard(tx: Tx, wizard: Wizard): Promise<void> {
  await queries<WizardTables>(tx)
    .insertInto(TABLE)
    .values({
      tenant_id: tx.tenant,
      id: wizard.id,
      wizard_type: wizard.type,
      subject: wizard.subject,
      created_at: new Date(wizard.createdAt),
      expires_at: new Date(wizard.expiresAt),
      ...progressOf(wizard),
    })
    .execute();
}

export async function saveWizard(tx: Tx, wizard: Wizard): Promise<void> {
  const { committed } = wizard;
  await queries<WizardTables>(tx)
    .updateTable(TABLE)
    .set({
      ...progressOf(wizard),
      ...(committed !== null && {
        committed_at: new Date(committed.at),
        outcome: JSON.stringify({ status: committed.status, location: committed.location }),
      }),
    })
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', wizard.id)
    .execute();
}

export async function deleteWizard(tx: Tx, id: string): Promise<void> {
  await queries<WizardTables>(tx)
    .deleteFrom(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('id', '=', id)
    .execute();
}

/** Removes up to `limit` that expired before `time`, committed or not; returns how many. Needs wizard_expiry. */
export async function deleteExpiredWizards(tx: Tx, time: number, limit: number): Promise<number> {
  const old = queries<WizardTables>(tx)
    .selectFrom(TABLE)
    .select('id')
    .where('tenant_id', '=', tx.tenant)
    .where('expires_at', '<', new Date(time))
    .limit(limit);
  const { numDeletedRows } = await queries<WizardTables>(tx)
    .deleteFrom(TABLE)
    .where('tenant_id', '=', tx.tenant)
    .where('id', 'in', old)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

function progressOf({ currentStep, uploadedFileRef, state, validationSummary, version }: Wizard) {
  return {
    current_step: currentStep,
    uploaded_file_ref: uploadedFileRef,
    state: JSON.stringify(state),
    validation_summary: JSON.stringify(validationSummary),
    version,
  };
}

function wizardOf(row: Selectable<WizardTables[typeof TABLE]>): Wizard {
  return {
    id: row.id,
    type: row.wizard_type,
    subject: row.subject,
    currentStep: row.current_step,
    uploadedFileRef: row.uploaded_file_ref,
    state: row.state,
    validationSummary: row.validation_summary,
    version: row.version,
    createdAt: row.created_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    committed:
      row.committed_at === null || row.outcome === null
        ? null
        : { ...row.outcome, at: row.committed_at.getTime() },
  };
}
