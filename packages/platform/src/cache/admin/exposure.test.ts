import { describe, expect, it } from 'vitest';
import type { LoggedCopy } from '../logged-copies.ts';
import { type ExposedAnswer, type ExposureQuestion, exposure } from './exposure.ts';

const copy: LoggedCopy = {
  category: 'catalog.offering',
  keyHash: '00000000000000aa',
  version: 'v42',
  tenant: 'acme',
  source: 'l1',
  generatedAt: '2026-03-01T08:00:00.000Z',
};
const request = {
  level: 30,
  time: '2026-03-01T08:30:00.000Z',
  traceId: 'trace',
  requestId: 'one',
  tenant: 'acme',
  subject: 'ann',
  method: 'GET',
  route: '/api/v1/product-offerings/:id',
  status: 200,
  ms: 1.5,
  copies: [copy],
  msg: 'request',
};
type Line = Omit<typeof request, 'copies'> & { copies?: unknown; moreCopies?: unknown };
const line = (changes: Partial<Line> = {}) => JSON.stringify({ ...request, ...changes });

async function look(lines: readonly (string | undefined)[], question: ExposureQuestion) {
  const answers: ExposedAnswer[] = [];
  const source = (async function* () {
    yield* lines;
  })();
  const report = await exposure(source, question, (answer) => void answers.push(answer));
  return { report, ids: answers.map((answer) => answer.line.requestId), answers };
}

const offerings = { suspect: { category: 'catalog.offering' } };

describe('the answers that suspect copies gave', () => {
  it('are those of requests that name one, with whom they went to', async () => {
    const { answers, report } = await look(
      [line(), line({ requestId: 'two', copies: [{ ...copy, category: 'pricing.result' }] })],
      offerings,
    );
    expect(answers).toMatchObject([
      {
        line: {
          requestId: 'one',
          traceId: 'trace',
          tenant: 'acme',
          subject: 'ann',
          answer: 'GET /api/v1/product-offerings/:id 200',
        },
        copies: [copy],
      },
    ]);
    expect(report).toMatchObject({ answers: 1, perhaps: 0, lines: 2, answered: 2, malformed: 0 });
  });

  it.each<[string, ExposureQuestion['suspect'], Partial<LoggedCopy>]>([
    ['key', { keyHashes: new Set([copy.keyHash]) }, { keyHash: '00000000000000bb' }],
    ['version', { version: 'v42' }, { version: 'v43' }],
    ['version, where there is none', { version: 'v42' }, { version: null }],
    [
      'beginning of their making',
      { madeFrom: Date.parse('2026-03-01T08:00:00Z') },
      { generatedAt: '2026-03-01T07:59:59.999Z' },
    ],
    [
      'end of their making',
      { madeTo: Date.parse('2026-03-01T08:00:00Z') },
      { generatedAt: '2026-03-01T08:00:00.001Z' },
    ],
  ])('are told apart by the %s', async (_what, suspect, other) => {
    const lines = [line(), line({ requestId: 'two', copies: [{ ...copy, ...other }] })];
    expect((await look(lines, { suspect: { category: copy.category, ...suspect } })).ids).toEqual(['one']);
  });

  it('are not ruled out by a making that nobody knows', async () => {
    const unknown = line({ copies: [{ ...copy, generatedAt: null }] });
    const suspect = { category: copy.category, madeFrom: Date.parse('2026-03-02') };
    expect((await look([line(), unknown], { suspect })).report.answers).toBe(1);
  });

  it('are looked for within a time, both ends included, and for one tenant', async () => {
    const at = (time: string) => line({ requestId: time, time });
    const times = ['08:29:59.999', '08:30:00.000', '08:31:00.000', '08:31:00.001'];
    const lines = times.map((time) => at(`2026-03-01T${time}Z`));
    const within = { from: Date.parse('2026-03-01T08:30:00Z'), to: Date.parse('2026-03-01T08:31:00Z') };
    expect((await look(lines, { ...offerings, ...within })).ids).toEqual([
      '2026-03-01T08:30:00.000Z',
      '2026-03-01T08:31:00.000Z',
    ]);
    const tenants = [line(), line({ requestId: 'two', tenant: 'globex' })];
    expect((await look(tenants, { ...offerings, tenant: 'globex' })).ids).toEqual(['two']);
  });

  it("are found by the copy's own tenant where it is not the caller's", async () => {
    const shared = { ...copy, tenant: null };
    const foreign = { ...copy, tenant: 'globex' };
    const lines = [line(), line({ requestId: 'two', copies: [copy, shared, foreign] })];
    const { answers } = await look(lines, { suspect: { foreign: true } });
    expect(answers).toMatchObject([{ line: { requestId: 'two' }, copies: [foreign] }]);
  });

  it('may be among the copies that a line does not name: said, and counted apart', async () => {
    const lines = [
      line({ requestId: 'named', moreCopies: { 'catalog.offering': 3 } }),
      line({ requestId: 'hidden', copies: [], moreCopies: { 'catalog.offering': 3 } }),
      line({ requestId: 'others', copies: [], moreCopies: { 'pricing.result': 3 } }),
    ];
    const { report, ids } = await look(lines, offerings);
    expect(ids).toEqual(['named', 'hidden']);
    expect(report).toMatchObject({ answers: 1, perhaps: 1 });
    const { report: anywhere } = await look(lines, { suspect: { keyHashes: new Set(['0000000000000000']) } });
    expect(anywhere).toMatchObject({ answers: 0, perhaps: 3 });
  });

  it('are counted by tenant and by copy, with what was made of it', async () => {
    const made = { ...copy, source: 'l2', into: 'pricing.result' };
    const { report } = await look(
      [
        line({ copies: [copy, made] }),
        line({ subject: 'bob' }),
        line({ subject: 'bob', copies: [{ ...copy, keyHash: '00000000000000bb' }] }),
        line({ tenant: 'globex' }),
      ],
      offerings,
    );
    expect(report.tenants).toEqual([
      { tenant: 'acme', answers: 3, perhaps: 0, subjects: 2 },
      { tenant: 'globex', answers: 1, perhaps: 0, subjects: 1 },
    ]);
    expect(report.copies.map(({ keyHash, answers, into }) => [keyHash, answers, into])).toEqual([
      ['00000000000000aa', 3, ['pricing.result']],
      ['00000000000000bb', 1, []],
    ]);
  });

  it('are counted to the end where there are more copies than are listed', async () => {
    const lines = Array.from({ length: 1_001 }, (_, at) =>
      line({ copies: [{ ...copy, keyHash: at.toString(16).padStart(16, '0') }] }),
    );
    const { report } = await look(lines, offerings);
    expect([report.answers, report.copies.length, report.moreCopies]).toEqual([1_001, 1_000, true]);
  });
});

describe('a log', () => {
  it('may have lines of other things, cut ones and wrong ones: the rest is read, and they are counted', async () => {
    const { report, ids } = await look(
      [
        JSON.stringify({ level: 30, time: request.time, msg: 'listening' }),
        line().slice(0, 200),
        'plain text',
        'null',
        '',
        undefined,
        line({ copies: 'none' }),
        line({ time: 'yesterday' }),
        '{"msg":1}',
        line({ requestId: 'last' }),
      ],
      offerings,
    );
    expect(ids).toEqual(['last']);
    expect(report).toMatchObject({ lines: 10, answered: 1, malformed: 7, tooLong: 1 });
  });

  it('may have been through a collector that writes before each line', async () => {
    expect((await look([`server-1  | ${line()}`], offerings)).ids).toEqual(['one']);
  });

  it('says which time it covers and which categories it names, asked for or not', async () => {
    const { report } = await look(
      [
        line({ time: '2026-03-01T09:00:00.000Z' }),
        line({ time: '2026-03-01T08:00:00.000Z', moreCopies: { other: 1 } }),
      ],
      { suspect: { category: 'nothing' } },
    );
    expect(report).toMatchObject({
      answers: 0,
      since: '2026-03-01T08:00:00.000Z',
      until: '2026-03-01T09:00:00.000Z',
      categories: ['catalog.offering', 'other'],
    });
    expect((await look([], offerings)).report).toMatchObject({ since: null, until: null, answered: 0 });
  });
});
