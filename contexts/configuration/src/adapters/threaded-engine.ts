import { setImmediate as pause } from 'node:timers/promises';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';
import { EngineThread } from './engine-thread.ts';

/** Copied between threads in one go: a few milliseconds. */
const RULES_AT_ONCE = 1_000;

/**
 * The engine in threads of its own: one for questions, which are quick and many, one for compilations, which take
 * seconds and must not stand before them.
 */
export function threadedEngine(): ConfigurationEngine {
  const questions = new EngineThread();
  const compilations = new EngineThread();
  return {
    async compile({ rules, ...input }) {
      const id = compilations.number();
      for (let from = 0; from < (rules?.rules.length ?? 0); from += RULES_AT_ONCE) {
        compilations.send({ kind: 'rules', id, rules: rules?.rules.slice(from, from + RULES_AT_ONCE) ?? [] });
        await pause();
      }
      const reply = await compilations.ask({ kind: 'compile', input }, id);
      if (reply.kind !== 'compiled') throw new Error(`the engine replied "${reply.kind}"`);
      return reply.compiled;
    },
    async ask({ contentHash, read }, query) {
      let reply = await questions.ask({ kind: 'ask', contentHash, query });
      if (reply.kind === 'need bytes')
        reply = await questions.ask({ kind: 'ask', contentHash, query, bytes: await read() });
      if (reply.kind !== 'answer') throw new Error(`the engine replied "${reply.kind}"`);
      return reply.result;
    },
    async close() {
      await Promise.all([questions.close(), compilations.close()]);
    },
  };
}
