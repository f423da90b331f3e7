import { tenantId } from '@quotewright/kernel';
import { type ConversionNode, startConversionNode } from '@quotewright/ordering/testing';
import { queries } from '@quotewright/platform/postgres';
import { admin } from '@quotewright/quoting/testing';
import { sql } from 'kysely';
import type { Benchmark, Measure } from './benchmark.ts';
import { convertByHand } from './conversion-by-hand.ts';
import { type QuoteSupply, startQuoteSupply } from './conversion-quotes.ts';

const CONVERSIONS = 100;
/** Short turns within a round, so that a busy second hits both sides alike. */
const TURNS = 4;
/** Until the compiler has settled, on both sides. */
const WARM_UP = 1_000;
const STORMS = 20;
const ATTEMPTS_PER_NODE = 25;
/** About as many as fit into the storms of a round. */
const QUIET_PROBES = 500;

const BY_HAND = 'by hand, one connection';
const ONE_BY_ONE = 'over HTTP, one at a time';
const STORM = 'a storm: 2 processes, 50 attempts, 1 order';
const QUIET = 'unrelated query, nothing else, p99';
const DISTURBED = 'unrelated query during storms, p99';
const SAME_POOL = "unrelated query in the storm's pools, p99";

/**
 * Every commit waits for the disk, as in production. The bars: at least half of what is done by hand, and an
 * unrelated query from a process of its own within 20 ms (p99).
 */
export const benchmark: Benchmark = {
  name: 'conversion-storm',
  title:
    'quotes into orders, against the same statements by hand; and what a storm of repeats does to others',
  async run({ rounds }) {
    const supply = await startQuoteSupply({ fsync: true });
    const nodes = await Promise.all([startConversionNode(supply.url), startConversionNode(supply.url)]);
    const samples = new Map<string, number[]>();
    const note = (label: string, value: number) => samples.set(label, [...(samples.get(label) ?? []), value]);
    try {
      await perSecondByHand(supply, WARM_UP);
      await perSecondOverHttp(supply, WARM_UP);
      await stormsOver(nodes, supply);
      for (let round = 0; round < rounds; round += 1) {
        for (let turn = 0; turn < TURNS; turn += 1) {
          note(BY_HAND, await perSecondByHand(supply, CONVERSIONS));
          note(ONE_BY_ONE, await perSecondOverHttp(supply, CONVERSIONS));
        }
        note(QUIET, p99(await probes(supply, (done) => done >= QUIET_PROBES)));
        const storms = await stormsOver(nodes, supply);
        note(STORM, storms.milliseconds / STORMS);
        note(DISTURBED, p99(storms.outside));
        note(SAME_POOL, p99(storms.inside));
      }
    } finally {
      await Promise.all(nodes.map((node) => node.stop()));
      await supply.stop();
    }
    const measure = (label: string, unit: string, reference?: string): Measure => ({
      label,
      unit,
      samples: samples.get(label) ?? [],
      ...(reference !== undefined && { reference }),
    });
    return [
      measure(BY_HAND, 'op/s'),
      measure(ONE_BY_ONE, 'op/s', BY_HAND),
      measure(STORM, 'ms'),
      measure(QUIET, 'ms'),
      measure(DISTURBED, 'ms', QUIET),
      measure(SAME_POOL, 'ms', QUIET),
    ];
  },
};

async function perSecondByHand({ database, accepted }: QuoteSupply, count: number): Promise<number> {
  const quotes = await accepted(count);
  return database.asOwner((session) =>
    perSecond(quotes, async (quoteId) => {
      await convertByHand(session, quoteId);
    }),
  );
}

async function perSecondOverHttp({ server, accepted, etag }: QuoteSupply, count: number): Promise<number> {
  const quotes = await accepted(count);
  return perSecond(quotes, async (quoteId) => {
    const { path, headers } = conversionOf(quoteId, etag);
    const { status, text } = await server.request('POST', path, { as: admin, headers });
    if (status !== 201) throw new Error(`${status} ${text}`);
  });
}

async function perSecond(
  quotes: readonly string[],
  convert: (quoteId: string) => Promise<void>,
): Promise<number> {
  const started = performance.now();
  for (const quoteId of quotes) await convert(quoteId);
  return (quotes.length / (performance.now() - started)) * 1000;
}

const conversionOf = (quoteId: string, etag: string) => ({
  path: `/quotes/${quoteId}/convert`,
  headers: { 'if-match': etag, 'idempotency-key': quoteId },
});

/** Milliseconds of each unrelated query, one after the other, from this process and a connection of its own. */
async function probes({ database }: QuoteSupply, over: (done: number) => boolean): Promise<number[]> {
  const taken: number[] = [];
  while (!over(taken.length)) {
    const started = performance.now();
    await database.withTenant(tenantId('acme'), 'read', (tx) =>
      sql`select last_value from platform.number_sequence where tenant_id = ${tx.tenant} and kind = 'Q'`.execute(
        queries(tx),
      ),
    );
    taken.push(performance.now() - started);
  }
  return taken;
}

interface Storms {
  readonly milliseconds: number;
  /** Unrelated queries from this process. */
  readonly outside: readonly number[];
  /** Unrelated queries from the processes that answer the storm. */
  readonly inside: readonly number[];
}

async function stormsOver(nodes: readonly ConversionNode[], supply: QuoteSupply): Promise<Storms> {
  const outside: number[] = [];
  const inside: number[] = [];
  let milliseconds = 0;
  for (const quoteId of await supply.accepted(STORMS)) {
    const requests = Array.from({ length: ATTEMPTS_PER_NODE }, () => conversionOf(quoteId, supply.etag));
    const calm = new AbortController();
    const probing = probes(supply, () => calm.signal.aborted);
    const started = performance.now();
    const reports = await Promise.all(nodes.map((node) => node.run({ requests, probing: true })));
    milliseconds += performance.now() - started;
    calm.abort();
    const answers = reports.flatMap((report) => report.answers);
    const replayed = answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true');
    if (answers.some(({ status }) => status !== 201) || replayed.length !== answers.length - 1) {
      throw new Error('the storm did not make exactly one order and replay it to all others');
    }
    outside.push(...(await probing));
    inside.push(...reports.flatMap((report) => report.probes));
  }
  return { milliseconds, outside, inside };
}

function p99(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.ceil(samples.length * 0.99) - 1] ?? Number.NaN;
}
