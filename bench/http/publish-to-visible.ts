import { randomUUID } from 'node:crypto';
import { type ApiClient, apiClient } from './api-client.ts';

export interface Visibility {
  /** Milliseconds from the answer "published" on one node until another node answers the new version by itself. */
  readonly elsewhere: number;
  /** The same with `Quotewright-Min-Version`: one request. */
  readonly asked: number;
  /** Milliseconds from the order to publish until it is done. */
  readonly publication: number;
}

const SECTION = '/catalog/draft/catalog/offerings@1';

/** Publishes a small change through one node, and watches another that has the old version in memory. */
export async function publishToVisible(
  publisher: string,
  reader: string,
  token: string,
): Promise<Visibility> {
  const [from, to] = [apiClient(publisher, token), apiClient(reader, token)];
  const draft = await from.get(SECTION);
  const [first] = draft.json.items as { name: string }[];
  if (first === undefined) throw new Error('the draft has no offering');
  first.name = `Renamed ${randomUUID().slice(0, 8)}`;
  await from.send('PUT', SECTION, draft.json, { 'if-match': draft.headers.get('etag') ?? '' });
  const path = `/product-offerings/${encodeURIComponent((first as unknown as { id: string }).id)}`;
  await to.get(path);
  const asked = performance.now();
  const version = await publish(from);
  const published = performance.now();
  const byVersion = to.get(path, { 'quotewright-min-version': `catalog=${version}` }).then((answer) => {
    if (Number(answer.headers.get('x-catalog-version')) < version) throw new Error('less than was asked for');
    return performance.now() - published;
  });
  const elsewhere = await untilVisible(to, path, version, published);
  return { elsewhere, asked: await byVersion, publication: published - asked };
}

async function publish(from: ApiClient): Promise<number> {
  const { headers, json } = await from.send(
    'POST',
    '/catalog/publications',
    {},
    { 'idempotency-key': randomUUID() },
  );
  for (;;) {
    const job = (await from.get(`/jobs/${json.id}`)).json;
    if (job.state === 'failed') throw new Error(JSON.stringify(job.problem));
    if (job.state === 'succeeded') return Number(headers.get('quotewright-min-version')?.split('=')[1]);
  }
}

async function untilVisible(to: ApiClient, path: string, version: number, since: number): Promise<number> {
  for (;;) {
    const { headers } = await to.get(path);
    if (Number(headers.get('x-catalog-version')) >= version) return performance.now() - since;
  }
}
