import { type Answer, type Call, defineRoute, type Route, sendBytes } from '@quotewright/platform/http';
import type { z } from 'zod';
import type {
  askConfiguration,
  ConfigurationQuestion,
  ConfigurationReply,
} from '../application/ask-configuration.ts';
import { completedView, evaluatedView, explainedView } from './configuration-answer.schema.ts';
import { completeBody, evaluateBody, explainBody } from './configuration-request.schema.ts';

const MAX_REQUEST_BYTES = 1024 * 1024;
const JSON_TYPE = 'application/json; charset=utf-8';

type Ask = ReturnType<typeof askConfiguration>;
type QuestionBody = Omit<z.output<typeof explainBody>, 'reasonRef'>;

export function configurationRoutes(ask: Ask): readonly Route[] {
  const common = {
    method: 'POST',
    tag: 'Configuration',
    permission: 'configuration:evaluate',
    limit: { class: 'simulation', cost: 2 },
    bodyLimit: MAX_REQUEST_BYTES,
  } as const;
  return [
    defineRoute({
      ...common,
      path: '/configurations/evaluate',
      operationId: 'evaluateConfiguration',
      question: true,
      summary: 'What can be chosen after these choices; nothing is kept',
      description:
        'Exact: each value of a `domain` leads to a valid configuration, and no other does. Choices that cannot be together are a 200 with status `CONFLICT`, which names them and the rules.',
      body: evaluateBody,
      responses: { 200: { description: 'The configuration as it stands.', schema: evaluatedView } },
      handler: async (call) => {
        const { only, count } = call.body;
        const more = { ...(only !== undefined && { only }), ...(count !== undefined && { count }) };
        return answered(ask, call, more, (request) => ({ kind: 'evaluate', request }));
      },
    }),
    defineRoute({
      ...common,
      path: '/configurations/complete',
      operationId: 'completeConfiguration',
      question: true,
      summary: 'Everything that is left open, decided as well as can be; nothing is kept',
      body: completeBody,
      responses: { 200: { description: 'The whole configuration.', schema: completedView } },
      handler: async (call) => {
        const { only, objective, costs } = call.body;
        return answered(ask, call, only === undefined ? {} : { only }, (request) => ({
          kind: 'complete',
          request,
          objective,
          ...(costs !== undefined && { costs }),
        }));
      },
    }),
    defineRoute({
      ...common,
      path: '/configurations/explain',
      operationId: 'explainConfiguration',
      question: true,
      summary: 'Why a value cannot be chosen: the fewest choices and rules that stand in its way',
      body: explainBody,
      responses: { 200: { description: 'The reason.', schema: explainedView } },
      handler: async (call) => {
        const { reasonRef } = call.body;
        return answered(ask, call, {}, (request) => ({ kind: 'explain', request, reasonRef }));
      },
    }),
  ];
}

async function answered(
  ask: Ask,
  call: Pick<Call<unknown, unknown, QuestionBody>, 'body' | 'minVersion' | 'read'>,
  more: { readonly only?: readonly string[]; readonly count?: boolean },
  query: ConfigurationQuestion['ask'],
): Promise<Answer> {
  const { offeringId, catalogVersion, graphHash, choices, instances, date, context } = call.body;
  const minVersion = call.minVersion['catalog'];
  const reply = await ask((work) => call.read(work), {
    offeringId,
    ...(catalogVersion !== undefined && { catalogVersion }),
    ...(minVersion !== undefined && { minVersion }),
    ...(graphHash !== undefined && { graphHash }),
    ...(date !== undefined && { date }),
    request: { choices, ...(instances !== undefined && { instances }), ...more },
    context,
    ask: query,
  });
  return sendBytes(bodyOf(reply), JSON_TYPE, {
    headers: { 'x-catalog-version': String(reply.catalogVersion) },
  });
}

/** The engine's text with two members before it: an answer of a large model is not parsed to be written again. */
function bodyOf({ catalogVersion, graph, json }: ConfigurationReply): Buffer {
  return Buffer.from(`{"catalogVersion":${catalogVersion},"graph":${JSON.stringify(graph)},${json.slice(1)}`);
}
