import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogFormat } from './logger.ts';

function setUp(format: LogFormat = 'json') {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { logger: createLogger({ level: 'info', format, destination }), written: () => lines.join('') };
}

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl';

describe('the log', () => {
  it('hides members that are secret by their name, at every level a caller is likely to nest them', () => {
    const { logger, written } = setUp();
    logger.info({
      password: 'hunter2',
      headers: { authorization: 'hunter2', cookie: 'hunter2', 'idempotency-key': 'hunter2' },
      req: { headers: { authorization: 'hunter2' }, token: 'hunter2' },
      databaseUrl: 'hunter2',
      kept: 'here',
    });
    expect(written()).not.toContain('hunter2');
    expect(written()).toContain('"kept":"here"');
  });

  it('hides credentials inside running text, also in errors and their causes', () => {
    const { logger, written } = setUp();
    const cause = new Error('connect postgres://owner:hunter2@db:5432/quotes failed');
    logger.error({ err: new Error(`refused Bearer ${JWT}`, { cause }) }, 'request failed');
    logger.info(`the token ${JWT} was sent`);
    expect(written()).not.toContain('hunter2');
    expect(written()).not.toContain(JWT);
    expect(written()).toContain('postgres://owner:[redacted]@db:5432/quotes');
  });

  it('keeps a line one line, whatever is in it', () => {
    const { logger, written } = setUp();
    logger.info({ path: '/a\r\n{"level":60,"msg":"forged"}' }, 'request\nforged');
    expect(written().trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(written())).toMatchObject({ level: 30 });
  });

  it('is pretty for people, with the same secrets hidden', async () => {
    const { logger, written } = setUp('pretty');
    logger.info({ password: 'hunter2' }, 'hello postgres://owner:hunter2@db/quotes');
    await expect.poll(written).toContain('hello');
    expect(written()).not.toContain('hunter2');
  });
});
