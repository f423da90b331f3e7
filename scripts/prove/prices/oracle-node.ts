// The program that knows: derives prices from PostgreSQL alone, as its parent asks it over IPC.
import { DomainError, tenantId } from '@quotewright/kernel';
import { loadConfig } from '@quotewright/platform/config';
import type { Tx } from '@quotewright/platform/postgres';
import { openInstallation } from '../../../apps/server/src/compose/installation.ts';
import { reasonsOf } from './answer-question.ts';
import type { FromOracle, Proof, ToOracle } from './messages.ts';

type Claim = Extract<ToOracle, { kind: 'derive' }>['claims'][number];
type Doubt = Extract<ToOracle, { kind: 'refuse' }>;

const installation = await openInstallation(loadConfig(process.env));
const { api } = installation.modules.pricing;
const tell = (message: FromOracle) => void process.send?.(message);

async function proofOf(tx: Tx, { inputHash, input }: Claim): Promise<Proof> {
  const derived = await api.derive(tx, input);
  if (derived.inputHash === inputHash) return { inputHash, priceHash: derived.priceHash };
  return { inputHash, error: `the input has the hash ${derived.inputHash}` };
}

/** A transaction that writes is answered by the tables, whatever a copy says. */
async function derive(claims: readonly Claim[]): Promise<void> {
  const byTenant = Map.groupBy(claims, ({ input }) => input.tenant);
  for (const [tenant, ofTenant] of byTenant) {
    const proofs = await installation.database.withTenant(tenantId(tenant), 'write', async (tx) => {
      const found: Proof[] = [];
      for (const claim of ofTenant) {
        try {
          found.push(await proofOf(tx, claim));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          found.push({ inputHash: claim.inputHash, error: `${error.code}: ${error.message}` });
        }
      }
      return found;
    });
    tell({ kind: 'derived', proofs });
  }
}

async function refuse({ number, question, accountId }: Doubt): Promise<void> {
  const request = { ...question.request, ...(accountId !== undefined && { accountId }) };
  try {
    await installation.database.withTenant(tenantId(question.tenant), 'write', (tx) =>
      api.price(tx, request),
    );
    tell({ kind: 'refused', number });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    tell({ kind: 'refused', number, errors: reasonsOf(error) });
  }
}

process.on('message', (message: ToOracle) => {
  void (message.kind === 'derive' ? derive(message.claims) : refuse(message));
});
process.on('disconnect', () => void installation.close().finally(() => process.exit()));
tell({ kind: 'ready' });
