import type { ConfigurationApi } from '../api.ts';
import type { ConfigurationAnswer } from '../domain/evaluation/configuration-answer.ts';
import { type AskEngineDeps, askEngine } from './ask-engine.ts';
import { oncePerTransaction } from './once-per-transaction.ts';

/** What contexts downstream ask, in their own transaction. */
export const evaluateForOthers = ({ catalog, engine }: AskEngineDeps): ConfigurationApi['evaluate'] => {
  const ask = askEngine({ catalog: oncePerTransaction(catalog), engine });
  return async (tx, { catalogVersion, offeringId, request }) => {
    const asked = { catalogVersion, offeringId, query: { kind: 'evaluate', request } } as const;
    const answer = await ask((work) => work(tx), asked);
    if (answer === undefined) return undefined;
    const { graph } = answer;
    return answer.kind === 'refused'
      ? { graph, result: answer }
      : { graph, result: JSON.parse(answer.json) as ConfigurationAnswer };
  };
};
