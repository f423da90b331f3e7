import { queries } from '@quotewright/platform/postgres';
import type { AcceptanceRecord } from '../ports/acceptance-record.ts';
import type { Tables } from './tables.ts';

export const pgAcceptanceRecord: AcceptanceRecord = {
  async append(tx, { id, revision }, acceptance) {
    await queries<Tables>(tx)
      .insertInto('quoting.quote_acceptance')
      .values({
        tenant_id: tx.tenant,
        quote_id: id,
        revision,
        accepted_at: new Date(acceptance.acceptedAt),
        subject: acceptance.subject,
        client_id: acceptance.clientId,
        trace_id: acceptance.traceId,
        address: acceptance.address,
        user_agent: acceptance.userAgent,
        accepted_by: acceptance.acceptedBy,
        reference: acceptance.reference,
        price_hash: acceptance.priceHash,
        input_hash: acceptance.inputHash,
        html_hash: acceptance.documentHashes?.html ?? null,
        pdf_hash: acceptance.documentHashes?.pdf ?? null,
      })
      .execute();
  },

  async find(tx, { id, revision }) {
    const row = await queries<Tables>(tx)
      .selectFrom('quoting.quote_acceptance')
      .selectAll()
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', id)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return (
      row && {
        acceptedAt: row.accepted_at.getTime(),
        subject: row.subject,
        clientId: row.client_id,
        traceId: row.trace_id,
        address: row.address,
        userAgent: row.user_agent,
        acceptedBy: row.accepted_by,
        reference: row.reference,
        priceHash: row.price_hash,
        inputHash: row.input_hash,
        documentHashes:
          row.html_hash === null || row.pdf_hash === null ? null : { html: row.html_hash, pdf: row.pdf_hash },
      }
    );
  },
};
