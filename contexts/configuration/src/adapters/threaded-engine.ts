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
    async compile({ rules: all, ...input }) {
      const rules = all?.rules ?? [];
      const pieces = Array.from({ length: Math.ceil(rules.length / RULES_AT_ONCE) }, (_, at) => ({
        kind: 'rules' as const,
        rules: rules.slice(at * RULES_AT_ONCE, (at + 1) * RULES_AT_ONCE),
      }));
      const last = { kind: 'compile' as const, input, ruleCount: rules.length };
      const reply = await compilations.ask([...pieces, last], pause);
      if (reply.kind !== 'compiled') throw new Error(`the engine replied "${reply.kind}"`);
      return reply.compiled;
    },
    async ask({ contentHash, read }, query) {
      let reply = await questions.ask([{ kind: 'ask', contentHash, query }]);
      if (reply.kind === 'need bytes')
        reply = await questions.ask([{ kind: 'ask', contentHash, query, bytes: await read() }]);
      if (reply.kind !== 'answer') throw new Error(`the engine replied "${reply.kind}"`);
      return reply.result;
    },
    async close() {
      await Promise.all([questions.close(), compilations.close()]);
    },
  };
}
