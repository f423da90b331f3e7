import { apiClient } from './api-client.ts';

/** What is read, and what the server answers. */
export interface Subjects {
  readonly paths: { readonly read: string; readonly list: string };
  readonly answer: {
    readonly text: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly etag: string;
  };
}

/** An offering of about 4 KB where there is one. */
export async function subjects(url: string, token: string): Promise<Subjects> {
  const client = apiClient(url, token);
  const { json } = await client.get('/product-offerings?limit=500');
  const items = json.items as { id: string }[];
  const size = (item: unknown) => Math.abs(JSON.stringify(item).length - 4_096);
  const subject = items.toSorted((a, b) => size(a) - size(b))[0];
  if (subject === undefined) throw new Error('the demo tenant has no offerings');
  const read = `/product-offerings/${encodeURIComponent(subject.id)}`;
  const { text, headers } = await client.get(read);
  const kept = [...headers].filter(
    ([name]) => !['content-length', 'date', 'connection', 'keep-alive'].includes(name),
  );
  return {
    paths: { read, list: '/product-offerings' },
    answer: { text, headers: Object.fromEntries(kept), etag: headers.get('etag') ?? '' },
  };
}
