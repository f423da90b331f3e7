import { canonicalJson } from '@quotewright/kernel';
import type { ConfigurationArtefact } from '../artefact/artefact-format.ts';
import { StepsEnded } from '../solver/step-account.ts';
import { completeConfiguration } from './complete-configuration.ts';
import type { ConfigurationQuery, GraphIdentity, QueryResult } from './configuration-query.ts';
import type { ConfigurationEngines } from './configuration-request.ts';
import { evaluateConfiguration } from './evaluate-configuration.ts';
import { explainExclusion } from './explain-exclusion.ts';
import { readRequest } from './read-request.ts';

/** Answers one query from a decoded artefact. Equal artefacts and queries give equal bytes. */
export function answerQuery(
  artefact: ConfigurationArtefact,
  engines: ConfigurationEngines,
  query: ConfigurationQuery,
): QueryResult {
  const graph = identityOf(artefact);
  engines.account?.refill();
  const answer = askInTime(artefact, engines, query);
  return answer.kind === 'refused'
    ? { kind: 'refused', graph, errors: answer.errors }
    : { kind: 'answered', graph, json: canonicalJson(answer) };
}

/** What is not known within the steps of a query is refused: no guess is an answer. */
function askInTime(...asked: Parameters<typeof ask>): ReturnType<typeof ask> {
  try {
    return ask(...asked);
  } catch (error) {
    if (!(error instanceof StepsEnded)) throw error;
    const reason = 'the rules are too hard to be answered within the budget of steps';
    return { kind: 'refused', errors: [{ pointer: '', code: 'TOO_HARD', reason }] };
  }
}

function ask(
  { definition }: ConfigurationArtefact,
  engines: ConfigurationEngines,
  query: ConfigurationQuery,
) {
  const { request } = query;
  switch (query.kind) {
    case 'evaluate':
      return evaluateConfiguration(definition, engines, request);
    case 'complete':
      return completeConfiguration(definition, engines, request, query);
    case 'explain':
      return explainExclusion(definition, engines, request, query.reasonRef);
    case 'gone': {
      const read = readRequest(definition, request);
      return { kind: 'gone' as const, errors: 'errors' in read ? read.errors : [] };
    }
  }
}

function identityOf(artefact: ConfigurationArtefact): GraphIdentity {
  const { definitionHash, engineVersion, ruleSetVersion, scopes } = artefact;
  const isCompiled = scopes.every(({ graph }) => graph !== undefined);
  return { hash: definitionHash, mode: isCompiled ? 'graph' : 'solver', engineVersion, ruleSetVersion };
}
