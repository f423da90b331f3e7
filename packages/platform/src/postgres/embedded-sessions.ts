import type { PGlite } from '@electric-sql/pglite';
import { columnReaders } from './column-reader.ts';
import { fail } from './errors.ts';
import { byteaText, parameter } from './parameter.ts';
import { isOwnError, sqlErrorOf, unavailable } from './sql-error.ts';
import type { LeasedSession, SessionSource, SqlResult } from './sql-session.ts';
import { turnstile } from './turnstile.ts';

/**
 * The embedded engine's one session, lent to one borrower at a time, in the order they asked. The engine
 * has no time limits of its own and blocks the event loop while a statement runs.
 *
 * @param wait milliseconds a borrower waits for its turn
 */
export function embeddedSessions(engine: PGlite, wait: number): SessionSource {
  engine.parsers = { ...columnReaders };
  // `parameter` has turned every value into text or bytes; the engine's own serializers, chosen by
  // column type, would refuse or change them. It looks them up by OID: one answer for all.
  engine.serializers = new Proxy({}, { get: () => parameterText });
  const turns = turnstile(wait);
  let broken: unknown;

  function failureOf(error: unknown): Error {
    const failure = sqlErrorOf(error);
    // Not an answer of PostgreSQL but a crash of the engine: its memory cannot be trusted any more.
    if (!isOwnError(failure)) broken = error;
    return failure;
  }

  async function lease(): Promise<LeasedSession> {
    const done = await turns.enter();
    if (broken !== undefined) {
      done();
      throw unavailable(broken);
    }
    return {
      async query(text, parameters = []): Promise<SqlResult> {
        try {
          const { rows, command, affectedRows } = await engine.query<Record<string, unknown>>(
            text,
            parameters.map(parameter),
          );
          return { rows, command: command ?? '', affected: affectedRows ?? 0 };
        } catch (error) {
          throw failureOf(error);
        }
      },
      async script(text) {
        try {
          return (await engine.exec(text)).at(-1)?.command ?? '';
        } catch (error) {
          throw failureOf(error);
        }
      },
      async release(usable) {
        try {
          if (!usable && broken === undefined) await engine.exec('ROLLBACK; RESET ALL; RESET ROLE');
        } catch (error) {
          broken = error;
        } finally {
          done();
        }
      },
    };
  }

  return {
    engine: 'embedded',
    limits: '',
    lease,
    leaseOwner: lease,
    async close() {
      const done = await turns.enter().catch(() => () => {});
      broken ??= fail('DATABASE_UNAVAILABLE', 'the database is closed');
      await engine.close().catch(() => {});
      done();
    },
  };
}

function parameterText(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : byteaText(value);
}
