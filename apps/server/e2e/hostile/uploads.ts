import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Reply } from '../http-client.ts';
import { pathWith } from '../routes-of-document.ts';
import { expectProblem } from './corpus.ts';
import { inParallel } from './in-parallel.ts';
import { type LiveSystem } from './live-system.ts';

const FILE_NAMES: readonly string[] = [
  '../../etc/passwd',
  '/etc/passwd',
  '..\\..\\boot.ini',
  'a"; filename="b.html',
  "a'); drop table x; --",
  '=cmd|calc',
];

const KEYS: readonly string[] = ['../../x', 'a:{b}*', "' or 1=1 --", 'return redis.call("flushall")'];

const FORMULAS: readonly string[] = ['=1+1', '+1+1', '-1+1', '@SUM(1)', "=cmd|' /C calc'!A0", '\t=1'];

export function uploadsAreHarmless(system: () => LiveSystem): void {
  it('unpacks nothing: compressed bodies and archives are refused on every route that reads one', async () => {
    const { owner, routes, ids, server, stateOf } = system();
    const before = await stateOf(owner);
    const bomb = gzipSync(Buffer.alloc(32 * 1_048_576, '{'));
    const zip = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), bomb]);
    const writing = routes.filter(
      ({ method }) => method === 'POST' || method === 'PUT' || method === 'PATCH',
    );
    const forms = [
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      { 'content-type': 'application/json', 'content-encoding': 'deflate' },
      { 'content-type': 'application/json', 'content-encoding': 'br, identity' },
      { 'content-type': 'application/zip' },
      { 'content-type': 'application/gzip' },
      { 'content-type': 'multipart/form-data; boundary=x' },
    ];
    const attacks = writing.flatMap((route) => forms.map((form, index) => ({ route, form, index })));
    await inParallel(attacks, async ({ route, form, index }) => {
      const response = await fetch(new URL(pathWith(route, ids), server.url), {
        method: route.method,
        headers: {
          authorization: `Bearer ${owner}`,
          'if-match': '"1"',
          'idempotency-key': `zip-${index}-${route.path}`.slice(0, 200),
          ...form,
        },
        body: form['content-type'] === 'application/zip' ? zip : bomb,
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      const where = `${route.method} ${route.path} ${JSON.stringify(form)} answered ${response.status} ${text.slice(0, 200)}`;
      expect(response.status, where).toBe(415);
    });
    expect(await stateOf(owner)).toEqual(before);
  });

  it('keeps the name of a file as a name: it is no path, no header and no markup', async () => {
    const { ask, owner } = system();
    for (const name of FILE_NAMES) {
      const path = `/api/v1/files?name=${encodeURIComponent(name)}`;
      const sent = await ask('POST', path, { token: owner, body: { any: 1 } });
      if (sent.status === 400) continue;
      expect(sent.status, name).toBe(201);
      expect(sent.json.name).toBe(name);
      const content = await ask('GET', `/api/v1/files/${sent.json.id}/content`, { token: owner });
      expect(content.status, content.text).toBe(200);
      expect(content.text).toBe('{"any":1}');
      expect(content.headers.get('x-content-type-options')).toBe('nosniff');
      expect(content.headers.get('content-disposition') ?? '', name).not.toMatch(
        /filename="b\.html"|\.\.[/\\]/,
      );
      const gone = await ask('DELETE', `/api/v1/files/${sent.json.id}`, { token: owner });
      expect(gone.status, gone.text).toBe(204);
    }
  });

  it('takes a hostile idempotency key as no more than a text, or refuses it', async () => {
    const { ask, owner } = system();
    for (const key of KEYS) {
      const headers = { 'idempotency-key': key };
      const body = { key };
      const [first, again] = [
        await ask('POST', '/api/v1/files', { token: owner, body, headers }),
        await ask('POST', '/api/v1/files', { token: owner, body, headers }),
      ];
      expect([201, 400], first.text).toContain(first.status);
      expect(again.status).toBe(first.status);
      if (first.status === 201) {
        expect(again.json.id).toBe(first.json.id);
        await ask('DELETE', `/api/v1/files/${first.json.id}`, { token: owner });
      }
    }
  });

  it('refuses formulas where a CSV import has ids and prices', async () => {
    const { ask, endOfJob, owner } = system();
    const before = (await ask('GET', '/api/v1/price-lists/usd', { token: owner })).text;
    for (const [index, formula] of FORMULAS.entries()) {
      const rows = `offeringId,price\n"${formula}","${formula}"\n`;
      const headers = { 'content-type': 'text/csv', 'idempotency-key': `formula-${index}` };
      const reply = await ask('POST', '/api/v1/price-lists/usd/imports', {
        token: owner,
        body: rows,
        headers,
      });
      await expectRefused(reply, endOfJob, formula);
    }
    expect((await ask('GET', '/api/v1/price-lists/usd', { token: owner })).text).toBe(before);
  });

  it('fetches no address that an imported document names', async () => {
    const { ask, endOfJob, owner } = system();
    let connections = 0;
    const listener = createServer((_, response) => response.end('{}')).on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => {
      listener.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/x`;
    try {
      const exported = await ask('GET', '/api/v1/catalog/exports', { token: owner });
      expect(exported.status).toBe(200);
      const documents = [withUrl(exported.json, url), { ...exported.json, $schema: url, $ref: url }];
      for (const [index, body] of documents.entries()) {
        const headers = { 'idempotency-key': `urls-${index}` };
        const reply = await ask('POST', '/api/v1/catalog/imports', { token: owner, body, headers });
        if (reply.status === 202) await endOfJob(reply.headers.get('location') ?? '');
        else expect([400, 422], reply.text).toContain(reply.status);
      }
      const tmf = [{ id: 'evil', href: url, name: url, '@schemaLocation': url, '@baseType': url }];
      for (const format of ['tmf620-v4', 'tmf620-v5', 'tmf620']) {
        const headers = { 'idempotency-key': `urls-${format}` };
        const path = `/api/v1/catalog/imports?format=${format}`;
        const reply = await ask('POST', path, { token: owner, body: tmf, headers });
        if (reply.status === 202) await endOfJob(reply.headers.get('location') ?? '');
        else expect([400, 422], reply.text).toContain(reply.status);
      }
      expect(connections).toBe(0);
      // The listener would have been heard: it is there.
      await fetch(url);
      expect(connections).toBe(1);
    } finally {
      listener.closeAllConnections();
      listener.close();
    }
  });
}

async function expectRefused(reply: Reply, endOfJob: LiveSystem['endOfJob'], where: string): Promise<void> {
  if (reply.status === 202) {
    expect((await endOfJob(reply.headers.get('location') ?? '')).state, where).toBe('failed');
    return;
  }
  expect([400, 415, 422], `${where}: ${reply.text}`).toContain(reply.status);
  expectProblem(reply, where);
}

/** The same document with the address in every text that is not an id, a version or a word of a fixed set. */
function withUrl(value: unknown, url: string, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withUrl(item, url, name));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [member, withUrl(inner, url, member)]),
    );
  }
  return typeof value === 'string' && /name|description|title|label|url|href/i.test(name) ? url : value;
}
