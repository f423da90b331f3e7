import { fail } from '../domain/errors.ts';
import { answerQuery } from '../domain/evaluation/answer-query.ts';
import { compileOffering } from '../domain/publication/compile-offering.ts';
import type { ConfigurationEngine } from '../ports/configuration-engine.ts';
import { DecodedArtefacts } from './decoded-artefacts.ts';
import { judgedDefinitions } from './judged-definitions.ts';

/** The engine on the event loop of whoever asks: for tools and tests, where nobody else is waiting. */
export function inProcessEngine(): ConfigurationEngine {
  const artefacts = new DecodedArtefacts();
  const judged = judgedDefinitions();
  let isClosed = false;
  const requireOpen = () => {
    if (isClosed) throw fail('ENGINE_CLOSED', 'the engine has been closed');
  };
  return {
    async compile(input) {
      requireOpen();
      return compileOffering(input, judged);
    },
    async ask({ contentHash, read }, query) {
      requireOpen();
      const { artefact, engines } = artefacts.find(contentHash) ?? artefacts.add(contentHash, await read());
      return answerQuery(artefact, engines, query);
    },
    async close() {
      isClosed = true;
    },
  };
}
