import type { JsonObject } from '@quotewright/kernel';
import type { Principal } from '../auth/principal.ts';
import type { Tx } from '../postgres/tx.ts';
import { fail } from './preference-errors.ts';
import {
  countPreferences,
  deletePreference,
  findPreference,
  lockPreferences,
  type Preference,
  savePreference,
} from './preference-store.ts';

const MAX_BYTES = 16_384;
/** Of one subject. */
const MAX_VIEWS = 100;

export interface PreferenceChange {
  readonly view: string;
  readonly document: JsonObject;
  /** Absent: the view has none yet. */
  readonly expectedVersion?: string;
}

/** Throws `PREFERENCE_NOT_FOUND`. */
export async function readPreference(tx: Tx, { subject }: Principal, view: string): Promise<Preference> {
  const found = await findPreference(tx, subject, view);
  if (found === undefined) throw fail('PREFERENCE_NOT_FOUND', `there are no preferences for ${view}`);
  return found;
}

/** Throws `PREFERENCE_TOO_LARGE`, `PREFERENCE_EXISTS`, `PREFERENCE_VERSION_MISMATCH`, `PREFERENCE_LIMIT_REACHED`. */
export async function replacePreference(
  tx: Tx,
  { subject }: Principal,
  { view, document, expectedVersion }: PreferenceChange,
): Promise<Preference> {
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size > MAX_BYTES) throw fail('PREFERENCE_TOO_LARGE', `${size} bytes are more than ${MAX_BYTES}`);
  await lockPreferences(tx, subject);
  const found = await findPreference(tx, subject, view);
  if (found !== undefined && expectedVersion === undefined)
    throw fail('PREFERENCE_EXISTS', 'send If-Match with the ETag of the preferences that you saw');
  if (expectedVersion !== undefined) requireVersion(found, expectedVersion);
  if (found === undefined && (await countPreferences(tx, subject)) >= MAX_VIEWS)
    throw fail('PREFERENCE_LIMIT_REACHED', `preferences are kept for ${MAX_VIEWS} views: delete some`);
  const version = (found?.version ?? 0) + 1;
  const preference: Preference = { view, document, version, updatedAt: tx.now };
  await savePreference(tx, subject, preference);
  return preference;
}

/** Throws `PREFERENCE_NOT_FOUND`, `PREFERENCE_VERSION_MISMATCH`. */
export async function removePreference(
  tx: Tx,
  actor: Principal,
  { view, expectedVersion }: Omit<PreferenceChange, 'document'>,
): Promise<void> {
  await lockPreferences(tx, actor.subject);
  const found = await readPreference(tx, actor, view);
  if (expectedVersion !== undefined) requireVersion(found, expectedVersion);
  await deletePreference(tx, actor.subject, view);
}

function requireVersion(found: Preference | undefined, expected: string): void {
  if (found !== undefined && String(found.version) === expected) return;
  const now = found === undefined ? 'there are none' : `they are at version ${found.version}`;
  throw fail('PREFERENCE_VERSION_MISMATCH', `${now}: look at them again`, {
    ...(found !== undefined && { currentVersion: found.version }),
  });
}
