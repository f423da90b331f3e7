import type { LeasedSession, SqlSession } from './sql-session.ts';

/** A session that nobody holds until something is asked of it. */
export interface DeferredSession extends SqlSession {
  /** Whether something was asked: from then on a connection is held. */
  readonly begun: boolean;
  /** As a first query, without one. */
  begin(): Promise<void>;
  /** The session, once it is there; undefined where nothing was asked or it could not be begun. */
  held(): Promise<LeasedSession | undefined>;
}

/** `begin` runs once, with the first query; later ones, and those sent meanwhile, share its outcome. */
export function deferredSession(begin: () => Promise<LeasedSession>): DeferredSession {
  let session: Promise<LeasedSession> | undefined;
  const begun = () => {
    session ??= begin();
    return session;
  };
  return {
    get begun() {
      return session !== undefined;
    },
    async begin() {
      await begun();
    },
    held: async () => session?.catch(() => undefined),
    query: async (text, parameters) => (await begun()).query(text, parameters),
    script: async (text) => (await begun()).script(text),
  };
}
