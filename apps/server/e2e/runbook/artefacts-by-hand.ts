import { copiesIn } from './copies-in-redis.ts';
import type { LiveInstallation } from './live-installation.ts';

const KEPT = 'public.kept_artefact';
/** Of a key, before the id of the offering. */
const PART = 'catalog:acme:offering:v1:';

/** A copy in Redis has what the row of the offering had while somebody had changed it by hand; the row is right again. */
export async function renameByHand(live: LiveInstallation, offering: string): Promise<void> {
  const { installation, sql } = live;
  await keepArtefacts(live);
  await sql(`update catalog.artefact
    set bytes = convert_to(regexp_replace(convert_from(bytes, 'UTF8'), '"name":"[^"]*"', '"name":"Forged"'), 'UTF8')
    where content_hash in (select content_hash from catalog.version_item
      where tenant_id = 'acme' and section = 'catalog/offerings@1' and id = '${offering}')`);
  const { command } = live.redis;
  const before = (await command('KEYS', `*${PART}${offering}`)) as string[];
  if (before.length > 0) await command('DEL', ...before);
  const reason = 'there is none';
  await installation.command('caches', 'warm', 'catalog.offering', '--tenant', 'acme', '--reason', reason);
  await copiesIn(live.redis, `${PART}${offering}`);
  await mendArtefacts(live);
}

/** To be called before one is changed by hand. */
export async function keepArtefacts({ sql }: LiveInstallation): Promise<void> {
  await sql(`create table ${KEPT} as select * from catalog.artefact`);
}

/** Gives every published row what it had before it was changed by hand. */
export async function mendArtefacts({ sql }: LiveInstallation): Promise<void> {
  const [table] = await sql(`select to_regclass('${KEPT}') is not null as is_there`);
  if (table?.['is_there'] !== true) return;
  await sql(`update catalog.artefact a set bytes = k.bytes from ${KEPT} k
    where k.tenant_id = a.tenant_id and k.content_hash = a.content_hash and k.bytes <> a.bytes`);
  await sql(`drop table ${KEPT}`);
}
