import type { Tx } from '@quotewright/platform/postgres';
import type { AskEngineDeps } from './ask-engine.ts';

/**
 * The catalog, asked once in a transaction for what many items of one offering need. What is published never changes,
 * so that nothing read can be old.
 */
export function oncePerTransaction(catalog: AskEngineDeps['catalog']): AskEngineDeps['catalog'] {
  const hashes = remembered(catalog.findArtefactHash);
  const offerings = remembered(catalog.findOfferings);
  return { ...catalog, findArtefactHash: hashes, findOfferings: offerings };
}

function remembered<Asked extends readonly unknown[], Answer>(
  ask: (tx: Tx, ...asked: Asked) => Promise<Answer>,
): (tx: Tx, ...asked: Asked) => Promise<Answer> {
  const known = new WeakMap<Tx, Map<string, Promise<Answer>>>();
  return (tx, ...asked) => {
    const answers = known.get(tx) ?? new Map<string, Promise<Answer>>();
    known.set(tx, answers);
    const key = JSON.stringify(asked);
    const answer = answers.get(key) ?? ask(tx, ...asked);
    answers.set(key, answer);
    return answer;
  };
}
