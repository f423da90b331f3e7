import { sha256 } from '@quotewright/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigurationQuery } from '../domain/evaluation/configuration-query.ts';
import type { Rule } from '../domain/rules/rule-document.schema.ts';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';
import { anEnum, sampleContent } from '../testing/sample-offering.ts';
import { EngineThread } from './engine-thread.ts';
import { inProcessEngine } from './in-process-engine.ts';
import { threadedEngine } from './threaded-engine.ts';

const { offerings, specifications } = sampleContent({
  lamp: { characteristics: [anEnum('color', ['red', 'green']), anEnum('size', ['s', 'm', 'l'])] },
});

const rule = (id: string, then: string): Rule => ({ id, kind: 'constraint', then, severity: 'error' });

const input = (rules: readonly Rule[]) => ({
  offeringId: 'lamp',
  offerings: [...offerings.byId.values()],
  specifications: [...specifications.byId.values()],
  rules: { id: 'lamp', rules },
  catalogVersion: 1,
});

const question = (variable: string, value: string): ConfigurationQuery => ({
  kind: 'evaluate',
  request: { choices: [{ variable, value }], context: { date: '2026-03-01', values: {} } },
});

const RED_IS_SMALL = rule('red-is-small', "color = 'red' implies size = 's'");

describe.each([
  ['on the event loop', inProcessEngine],
  ['in threads', threadedEngine],
])('the engine %s', (_, open) => {
  let engine: ConfigurationEngine;
  beforeEach(() => {
    engine = open();
  });
  afterEach(() => engine.close());

  const published = async (rules: readonly Rule[] = [RED_IS_SMALL]) => {
    const { bytes = new Uint8Array() } = await engine.compile(input(rules));
    let reads = 0;
    const read = async () => {
      reads += 1;
      return bytes;
    };
    return { source: { contentHash: sha256(bytes), read }, reads: () => reads };
  };

  it('compiles what it would compile anywhere, in however many pieces the rules come', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => rule(`r${index}`, `size = 's' or size != 's'`));
    const { bytes, findings } = await engine.compile(input([RED_IS_SMALL, ...many]));
    const { bytes: elsewhere } = await inProcessEngine().compile(input([RED_IS_SMALL, ...many]));
    expect(findings).toEqual([]);
    expect(Buffer.from(bytes as Uint8Array).equals(Buffer.from(elsewhere as Uint8Array))).toBe(true);
  });

  it('answers, and reads an artefact once', async () => {
    const { source, reads } = await published();
    const [first, second] = await Promise.all([
      engine.ask(source, question('color', 'red')),
      engine.ask(source, question('color', 'red')),
    ]);
    expect(first).toEqual(second);
    const again = await engine.ask(source, question('color', 'green'));
    expect(again.kind === 'answered' && JSON.parse(again.json).status).toBe('VALID_INCOMPLETE');
    expect(reads()).toBeLessThanOrEqual(2);
  });

  it('tells a refusal from an answer', async () => {
    const { source } = await published();
    expect(await engine.ask(source, question('colour', 'red'))).toMatchObject({
      kind: 'refused',
      errors: [{ code: 'UNKNOWN_VARIABLE', pointer: '/choices/0/variable' }],
    });
  });

  it('does not believe an artefact whose bytes have changed, and goes on', async () => {
    const { source } = await published();
    const forged = {
      contentHash: 'f'.repeat(64),
      read: async () => {
        const bytes = Uint8Array.from(await source.read());
        bytes[bytes.length >> 1]! ^= 1;
        return bytes;
      },
    };
    await expect(engine.ask(forged, question('color', 'red'))).rejects.toMatchObject({
      code: 'ARTEFACT_MALFORMED',
      kind: 'internal',
    });
    expect((await engine.ask(source, question('color', 'red'))).kind).toBe('answered');
  });

  it('passes on why an artefact could not be read', async () => {
    const failing = {
      contentHash: 'a'.repeat(64),
      read: () => Promise.reject(new Error('the database is gone')),
    };
    await expect(engine.ask(failing, question('color', 'red'))).rejects.toThrow('the database is gone');
  });

  it('refuses once it is closed', async () => {
    const { source } = await published();
    await engine.close();
    await expect(engine.ask(source, question('color', 'red'))).rejects.toMatchObject({
      code: 'ENGINE_CLOSED',
    });
    await expect(engine.compile(input([]))).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });
});

const compile = (whole: ReturnType<typeof input>, ruleCount = 0) => ({
  kind: 'compile' as const,
  input: { ...whole, rules: { id: 'lamp', rules: [] } },
  ruleCount,
});

describe('a thread of the engine', () => {
  it('never compiles without a part of the rules: those who died with the first get none of the rest', async () => {
    const dying = `
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ kind, id }) => {
        if (kind === 'rules') process.exit(3);
        parentPort.postMessage({ kind: 'compiled', id, compiled: { findings: [] } });
      });`;
    const thread = new EngineThread(new URL(`data:text/javascript,${encodeURIComponent(dying)}`));
    const pieces = [{ kind: 'rules' as const, rules: [RED_IS_SMALL] }, compile(input([]), 1)] as const;
    // Whoever waits on the same thread is told when it has died.
    const untilDead = () => thread.ask([compile(input([]))]).catch(() => {});
    await expect(thread.ask([...pieces], untilDead)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await thread.close();
  });

  it('refuses to compile when not as many rules have come as were sent', async () => {
    const thread = new EngineThread();
    await expect(thread.ask([compile(input([]), 1)])).rejects.toThrow('1 rules were sent, 0 have come');
    await thread.close();
  });

  it('refuses what is still asked when it is closed', async () => {
    const thread = new EngineThread();
    const asked = thread.ask([compile(input([]))]);
    const [, { reason }] = (await Promise.allSettled([thread.close(), asked])) as [
      unknown,
      PromiseRejectedResult,
    ];
    expect(reason).toMatchObject({ code: 'ENGINE_CLOSED' });
  });

  it('tells what broke, and goes on', async () => {
    const thread = new EngineThread();
    await expect(thread.ask([{ kind: 'compile', input: null as never, ruleCount: 0 }])).rejects.toThrow(
      'null',
    );
    expect((await thread.ask([compile(input([]))])).kind).toBe('compiled');
    await thread.close();
  });

  it('tells whoever waits when it dies, and is there again for the next', async () => {
    const dying = `
      import { parentPort } from 'node:worker_threads';
      parentPort.once('message', ({ id, input }) => {
        if (input.offeringId === 'die') process.exit(3);
        parentPort.postMessage({ kind: 'compiled', id, compiled: { findings: [] } });
      });`;
    const thread = new EngineThread(new URL(`data:text/javascript,${encodeURIComponent(dying)}`));
    const die = compile({ ...input([]), offeringId: 'die' });
    for (const asked of [thread.ask([die]), thread.ask([compile(input([]))])])
      await expect(asked).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE', kind: 'unavailable' });
    expect((await thread.ask([compile(input([]))])).kind).toBe('compiled');
    await thread.close();
  });
});
