import type { CatalogApi, WantedVersion } from '@quotewright/catalog';
import { dateInZone, type FieldError } from '@quotewright/kernel';
import type { TenancyApi } from '@quotewright/tenancy';
import { fail } from '../domain/errors.ts';
import type { ConfigurationQuery, GraphIdentity } from '../domain/evaluation/configuration-query.ts';
import type { ConfigurationRequest } from '../domain/evaluation/configuration-request.ts';
import { type AskEngineDeps, askEngine, type Read } from './ask-engine.ts';

export interface AskConfigurationDeps extends AskEngineDeps {
  readonly catalog: AskEngineDeps['catalog'] & Pick<CatalogApi, 'resolveVersion'>;
  readonly tenancy: Pick<TenancyApi, 'tenantConfig'>;
}

/** A question as it comes from outside: the version and the day may be open. */
export interface ConfigurationQuestion extends WantedVersion {
  readonly offeringId: string;
  /** Of the rules the choices were made with. */
  readonly graphHash?: string;
  /** Default: today in the tenant's zone. */
  readonly date?: string;
  readonly request: Omit<ConfigurationRequest, 'context'>;
  readonly context: ConfigurationRequest['context']['values'];
  readonly ask: (request: ConfigurationRequest) => ConfigurationQuery;
}

export interface ConfigurationReply {
  readonly catalogVersion: number;
  readonly graph: (GraphIdentity & { readonly key: string }) | null;
  /** Canonical JSON. */
  readonly json: string;
}

/** Throws `OFFERING_UNKNOWN`, `CONFIGURATION_INVALID`, `STALE_VERSION`, and what resolving the version throws. */
export const askConfiguration = (deps: AskConfigurationDeps) => {
  const ask = askEngine(deps);
  return async (read: Read, question: ConfigurationQuestion): Promise<ConfigurationReply> => {
    const { offeringId, graphHash } = question;
    const { tenant, catalogVersion, date } = await read(async (tx) => ({
      tenant: tx.tenant,
      catalogVersion: await deps.catalog.resolveVersion(tx, question),
      date: question.date ?? dateInZone(tx.now, (await deps.tenancy.tenantConfig(tx)).timeZone),
    }));
    const request = { ...question.request, context: { date, values: question.context } };
    const put = async (query: ConfigurationQuery) => {
      const answer = await ask(read, { catalogVersion, offeringId, query });
      if (answer === undefined)
        throw fail('OFFERING_UNKNOWN', `version ${catalogVersion} has no offering "${offeringId}"`);
      return answer;
    };
    if (graphHash !== undefined) {
      const gone = await put({ kind: 'gone', request });
      const current = gone.graph?.hash ?? null;
      if (graphHash !== current)
        throw stale(
          catalogVersion,
          current,
          request,
          gone.kind === 'refused' ? gone.errors : goneOf(gone.json),
        );
    }
    const answer = await put(question.ask(request));
    if (answer.kind === 'refused') throw invalid(answer.errors);
    const { graph, json } = answer;
    const key =
      graph && `cpq:config:${tenant}:rule-graph:v${catalogVersion}:${offeringId}:${graph.ruleSetVersion}`;
    return { catalogVersion, graph: graph && key !== null ? { ...graph, key } : null, json };
  };
};

/** An answer names the first of many; how many there are is said as well. */
const MAX_REPORTED = 100;

function invalid(errors: readonly FieldError[]) {
  const [first] = errors;
  return fail('CONFIGURATION_INVALID', `${first?.pointer ?? ''}: ${first?.reason ?? ''}`, {
    errors: errors.slice(0, MAX_REPORTED),
    errorCount: errors.length,
  });
}

function goneOf(json: string): readonly FieldError[] {
  return (JSON.parse(json) as { readonly errors?: readonly FieldError[] }).errors ?? [];
}

/** What is wrong with a choice because it is not there any more. */
const GONE: ReadonlySet<string> = new Set(['UNKNOWN_VARIABLE', 'UNKNOWN_VALUE', 'QUANTITY_OUT_OF_RANGE']);

function stale(
  catalogVersion: number,
  graphHash: string | null,
  request: Pick<ConfigurationRequest, 'choices' | 'instances'>,
  errors: readonly FieldError[],
) {
  const lost = errors.filter(({ code }) => GONE.has(code));
  const gone = lost
    .slice(0, MAX_REPORTED)
    .map(({ pointer, code, reason }) => ({ pointer, code, reason, ...choiceAt(request, pointer) }));
  const told = lost.length === 0 ? 'all choices still exist' : `${lost.length} choices do not exist any more`;
  return fail('STALE_VERSION', `the rules have changed since: ${told}`, {
    catalogVersion,
    graphHash,
    gone,
    goneCount: lost.length,
  });
}

/** The choice at or around a place of the request; nothing where the place is that of an instance. */
function choiceAt(
  { choices, instances }: Pick<ConfigurationRequest, 'choices' | 'instances'>,
  pointer: string,
) {
  const [, instance, index] = /^(?:\/instances\/(\d+))?\/choices\/(\d+)(?:\/|$)/.exec(pointer) ?? [];
  const among = instance === undefined ? choices : instances?.[Number(instance)]?.choices;
  const choice = index === undefined ? undefined : among?.[Number(index)];
  return choice && { variable: choice.variable, value: choice.value };
}
