import { sha256 } from '@quotewright/kernel';
import { queries, type Tx } from '@quotewright/platform/postgres';
import { sql } from 'kysely';
import { fail } from '../domain/errors.ts';
import { promotionsOfCodes } from '../domain/promotions-of-codes.ts';
import type { RuleSetContents, RuleSetKind } from '../domain/rule-set.ts';
import type { ActiveRuleSets, PublishedRuleSet, RuleSets } from '../ports/rule-sets.ts';
import type { Tables } from './tables.ts';

interface Row {
  readonly kind: RuleSetKind;
  readonly version: number;
  readonly document: Buffer;
  readonly content_hash: string;
}

/** By the primary key of rule_set_version. */
const versionsOf = (tx: Tx) =>
  queries<Tables>(tx)
    .selectFrom('pricing.rule_set_version as held')
    .where('held.tenant_id', '=', tx.tenant)
    .select(['held.kind', 'held.version', 'held.document', 'held.content_hash']);

/** What prices look at: the tenant's own sets, and the contract prices of an account; those of nobody are not found. */
const concerns = (accountId: string | null) =>
  sql<boolean>`(held.kind, held.subject) in
    (('promotions', ''), ('discountPolicy', ''), ('contractPrices', ${accountId ?? '-'}::text))`;

const activeVersions = (tx: Tx) =>
  versionsOf(tx).innerJoin('pricing.rule_set as set', (join) =>
    join
      .onRef('set.tenant_id', '=', 'held.tenant_id')
      .onRef('set.kind', '=', 'held.kind')
      .onRef('set.subject', '=', 'held.subject')
      .onRef('set.active_version', '=', 'held.version'),
  );

/** The active version of one set. */
export async function activeSet<Kind extends RuleSetKind>(
  tx: Tx,
  kind: Kind,
  subject: string,
): Promise<PublishedRuleSet<RuleSetContents[Kind]> | undefined> {
  const row = await activeVersions(tx)
    .where('held.kind', '=', kind)
    .where('held.subject', '=', subject)
    .executeTakeFirst();
  return row && setOf(row);
}

/** One version of one set. */
export async function publishedSet<Kind extends RuleSetKind>(
  tx: Tx,
  kind: Kind,
  subject: string,
  version: number,
): Promise<PublishedRuleSet<RuleSetContents[Kind]> | undefined> {
  const row = await versionsOf(tx)
    .where('held.kind', '=', kind)
    .where('held.subject', '=', subject)
    .where('held.version', '=', version)
    .executeTakeFirst();
  return row && setOf(row);
}

export const pgRuleSets: RuleSets = {
  async active(tx, accountId, codes) {
    return setsOf(await activeVersions(tx).where(concerns(accountId)).execute(), codes);
  },

  async pinned(tx, { accountId, contractPrices, promotions, promotionCodes }) {
    const rows = await versionsOf(tx)
      .where(concerns(accountId))
      .where(
        sql<boolean>`(held.kind, held.version) in (('contractPrices', ${contractPrices}::integer), ('promotions', ${promotions}::integer))`,
      )
      .execute();
    return setsOf(rows, promotionCodes);
  },

  async promotionsById(tx, pinnedVersion) {
    const rows = await versionsOf(tx)
      .innerJoin('pricing.rule_set as set', (join) =>
        join
          .onRef('set.tenant_id', '=', 'held.tenant_id')
          .onRef('set.kind', '=', 'held.kind')
          .onRef('set.subject', '=', 'held.subject'),
      )
      .where('held.kind', '=', 'promotions')
      .where('held.subject', '=', '')
      .where(sql<boolean>`held.version in (set.active_version, ${pinnedVersion}::integer)`)
      // The active version last: what it says of a promotion holds.
      .orderBy(sql`held.version = set.active_version`)
      .execute();
    const sets = rows.map((row) => setOf<'promotions'>(row).content);
    return new Map(sets.flatMap(({ promotions }) => promotions.map((one) => [one.id, one] as const)));
  },
};

/** A document is canonical bytes, decoded as a whole: the server would have to, too, to look into it. */
function setsOf(rows: readonly Row[], codes: readonly string[]): ActiveRuleSets {
  const sets: { [Kind in RuleSetKind]?: PublishedRuleSet<RuleSetContents[RuleSetKind]> } = {};
  for (const row of rows) sets[row.kind] = setOf(row);
  const { promotions, ...others } = sets as ActiveRuleSets;
  if (promotions === undefined) return others;
  return { ...others, promotions: { ...promotions, content: promotionsOfCodes(promotions.content, codes) } };
}

/** The document is of the row's kind; the table's type cannot say so. Bytes that were not published price nothing. */
function setOf<Kind extends RuleSetKind>({
  kind,
  version,
  document,
  content_hash,
}: Row): PublishedRuleSet<RuleSetContents[Kind]> {
  if (sha256(document) !== content_hash) {
    throw fail('RULE_SET_DAMAGED', `version ${version} of ${kind} is not what was published`);
  }
  return { version, content: JSON.parse(document.toString('utf8')) };
}
