import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyHash } from '@quotewright/platform/cache';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cachesCommand } from './caches.command.ts';

const KEY = 'cpq:catalog:acme:offering:v42:seat';
const copy = {
  category: 'catalog.offering',
  keyHash: keyHash(KEY),
  version: 'v42',
  tenant: 'acme',
  source: 'l1',
  generatedAt: '2026-03-01T08:00:00.000Z',
};
const request = {
  time: '2026-03-01T08:30:00.000Z',
  traceId: 'trace',
  requestId: 'one',
  tenant: 'acme',
  subject: 'ann',
  method: 'GET',
  route: '/api/v1/product-offerings/:id',
  status: 200,
  copies: [copy],
  msg: 'request',
};
const line = (changes: object = {}) => JSON.stringify({ ...request, ...changes });

describe('the command that lists the answers of suspect copies', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quotewright-exposure-'));
  });
  afterEach(async () => {
    process.exitCode = 0;
    await rm(folder, { recursive: true, force: true });
  });

  async function logOf(...lines: readonly string[]): Promise<string> {
    const file = join(folder, `${lines.length}-${Math.random()}.log`);
    // Without an end of the last line: a server that was killed writes none.
    await writeFile(file, lines.join('\n'));
    return file;
  }

  async function run(...words: readonly string[]) {
    const out: string[] = [];
    const errors: string[] = [];
    const spies = [
      vi.spyOn(console, 'log').mockImplementation((text: string) => void out.push(text)),
      vi.spyOn(console, 'error').mockImplementation((text: string) => void errors.push(text)),
    ];
    process.exitCode = 0;
    try {
      await cachesCommand()
        .exitOverride()
        .parseAsync(['node', 'caches', 'exposure', ...words]);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    return { out, text: out.join('\n'), errors: errors.join('\n'), status: process.exitCode };
  }

  it('has a row for each, then the copies, the tenants and what was read; and fails', async () => {
    const log = await logOf(line(), line({ requestId: 'two', tenant: 'globex', copies: [] }), 'cut {');
    const { out, status } = await run('--log', log, '--category', 'catalog.offering');
    expect(status).toBe(1);
    expect(out[1]).toMatch(
      /^2026-03-01T08:30:00\.000Z +acme +ann +one +GET \/api\/v1\/product-offerings\/:id 200 +catalog\.offering [0-9a-f]{16} v42 of acme made 2026-03-01T08:00:00\.000Z l1$/,
    );
    expect(out.slice(2)).toEqual([
      `catalog.offering ${copy.keyHash} v42 of acme made 2026-03-01T08:00:00.000Z: 1 answers`,
      'acme: 1 answers were given from these copies, to 1 caller',
      '1 answers were given from these copies.',
      'Read: 2 answers, from 2026-03-01T08:30:00.000Z to 2026-03-01T08:30:00.000Z.',
      '1 lines could not be read: what they said is not counted.',
    ]);
  });

  it('ends well where none was given, and says what it has read', async () => {
    const { out, status } = await run('--log', await logOf(line()), '--category', 'pricing.result');
    expect([status, out.slice(1)]).toEqual([
      0,
      [
        '0 answers were given from these copies.',
        'Read: 1 answers, from 2026-03-01T08:30:00.000Z to 2026-03-01T08:30:00.000Z.',
      ],
    ]);
  });

  it('takes a key as answers show it, with its namespace, and as its hash', async () => {
    const other = { ...copy, keyHash: keyHash('cpq:catalog:acme:offering:v42:desk') };
    const log = await logOf(line(), line({ requestId: 'two', copies: [other] }));
    for (const key of [KEY, `prod.main.0:${KEY}`, copy.keyHash]) {
      const { text } = await run('--log', log, '--key', key);
      expect(text).toMatch(/ one /);
      expect(text).not.toMatch(/ two /);
    }
    expect((await run('--log', log, '--key', KEY, '--key', other.keyHash)).text).toMatch(/ two /);
  });

  it('reads several files as one log, none running into the next', async () => {
    const files = [await logOf(line()), await logOf(line({ requestId: 'two' }))];
    const { text } = await run('--log', ...files, '--category', 'catalog.offering');
    expect(text).toContain('2 answers were given');
  });

  it('narrows by time, tenant, version and making', async () => {
    const log = await logOf(line());
    const answers = async (...words: readonly string[]) =>
      (await run('--log', log, '--category', 'catalog.offering', ...words)).status;
    expect(await answers('--from', '2026-03-01', '--to', '2026-03-01T08:30:00Z')).toBe(1);
    expect(await answers('--from', '2026-03-01T08:30:00.001Z')).toBe(0);
    expect(await answers('--to', '2026-03-01T09:29:59+01:00')).toBe(0);
    expect(await answers('--tenant', 'globex')).toBe(0);
    expect(await answers('--copy-version', 'v41')).toBe(0);
    expect(await answers('--made-from', '2026-03-01T08:00:01Z')).toBe(0);
    expect(await answers('--made-from', '2026-03-01T08:00:00Z')).toBe(1);
  });

  it("finds what one tenant was answered from another's copy", async () => {
    const log = await logOf(line(), line({ requestId: 'two', tenant: 'globex' }));
    const { text } = await run('--log', log, '--foreign');
    expect(text).toMatch(/globex +ann +two .*of acme/);
    expect(text).not.toMatch(/ one /);
  });

  it('is lines of JSON for programs, the summary last', async () => {
    const hidden = line({ requestId: 'two', copies: [], moreCopies: { 'catalog.offering': 2 } });
    const { out } = await run(
      '--log',
      await logOf(line(), hidden),
      '--category',
      'catalog.offering',
      '--json',
    );
    expect(out.map((text) => JSON.parse(text))).toMatchObject([
      { kind: 'answer', requestId: 'one', tenant: 'acme', subject: 'ann', certain: true, copies: [copy] },
      { kind: 'answer', requestId: 'two', certain: false, copies: [] },
      { kind: 'summary', answers: 1, perhaps: 1, answered: 2, malformed: 0 },
    ]);
  });

  it('says perhaps of a request whose line does not name all copies', async () => {
    const log = await logOf(line({ copies: [], moreCopies: { 'catalog.offering': 2 } }));
    const { text, status } = await run('--log', log, '--category', 'catalog.offering');
    expect(text).toMatch(/perhaps: the line does not name all its copies/);
    expect([status, text]).toEqual([
      1,
      expect.stringContaining('0 answers were given from these copies, and 1 more perhaps'),
    ]);
  });

  it('lets nothing that a caller sent steer the terminal', async () => {
    const { text } = await run(
      '--log',
      await logOf(line({ subject: 'a\u001b[2Jb\u202e' })),
      '--category',
      'catalog.offering',
    );
    expect(text).toContain('a\uFFFD[2Jb\uFFFD');
    expect(text).not.toContain('\u001b');
  });

  it.each([
    ['no copies', [], /Say which copies are suspect/],
    ['an unknown category', ['--category', 'catalog.offerings'], /no category catalog\.offerings/],
    ['no key', ['--key', 'seat'], /neither a hash nor a key: seat/],
    [
      'a key of another category',
      ['--category', 'pricing.result', '--key', KEY],
      /nor a key of pricing\.result/,
    ],
  ])('refuses a question about %s, which would find nothing', async (_what, words, refusal) => {
    const { errors, status, out } = await run('--log', await logOf(line()), ...words);
    expect([status, out]).toEqual([2, []]);
    expect(errors).toMatch(refusal);
  });

  it('refuses what is no log of requests', async () => {
    const pretty = await logOf('[08:30:00.000] INFO: request');
    const { errors, status } = await run('--log', pretty, '--category', 'catalog.offering');
    expect([status, errors]).toEqual([65, expect.stringContaining('written as JSON')]);
  });

  it('fails where a file is missing, whatever the others say', async () => {
    const missing = join(folder, 'missing.log');
    const words = ['--log', await logOf(line()), missing, '--category', 'catalog.offering'];
    await expect(run(...words)).rejects.toThrow(/ENOENT/);
  });
});
