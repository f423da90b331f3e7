import { parentPort } from 'node:worker_threads';
import { DomainError } from '@quotewright/kernel';
import { answerQuery } from '../domain/evaluation/answer-query.ts';
import { compileOffering } from '../domain/publication/compile-offering.ts';
import type { Rule } from '../domain/rules/rule-document.schema.ts';
import { DecodedArtefacts } from './decoded-artefacts.ts';
import type { EngineFailure, EngineReply, EngineRequest } from './engine-messages.ts';
import { judgedDefinitions } from './judged-definitions.ts';

/*
 * The thread of the engine: one request after the other, nothing but artefacts and rules on their way remembered.
 */

const artefacts = new DecodedArtefacts();
const judged = judgedDefinitions();
const received = new Map<number, Rule[]>();

parentPort?.on('message', (request: EngineRequest) => {
  const reply = replyTo(request);
  if (reply !== undefined) parentPort?.postMessage(reply);
});

function replyTo(request: EngineRequest): EngineReply | undefined {
  const { id } = request;
  try {
    switch (request.kind) {
      case 'ask': {
        const { contentHash, query, bytes } = request;
        const known =
          artefacts.find(contentHash) ??
          (bytes === undefined ? undefined : artefacts.add(contentHash, bytes));
        if (known === undefined) return { kind: 'need bytes', id };
        return { kind: 'answer', id, result: answerQuery(known.artefact, known.engines, query) };
      }
      case 'rules':
        received.set(id, [...(received.get(id) ?? []), ...request.rules]);
        return undefined;
      case 'compile': {
        const rules = received.get(id) ?? [];
        received.delete(id);
        // Never without a part of them: an offering would be sold as its rules forbid.
        if (rules.length !== request.ruleCount)
          throw new Error(`${request.ruleCount} rules were sent, ${rules.length} have come`);
        const { offeringId } = request.input;
        const input =
          rules.length === 0 ? request.input : { ...request.input, rules: { id: offeringId, rules } };
        return { kind: 'compiled', id, compiled: compileOffering(input, judged) };
      }
    }
  } catch (error) {
    return { kind: 'failed', id, failure: failureOf(error) };
  }
}

function failureOf(error: unknown): EngineFailure {
  if (!(error instanceof Error)) return { message: String(error), stack: '' };
  const { message, stack = '' } = error;
  if (!(error instanceof DomainError)) return { message, stack };
  return { message, stack, refusal: { code: error.code, kind: error.kind, details: error.details } };
}
