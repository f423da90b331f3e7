import {
  type Attributes,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { randomHex } from '@quotewright/kernel';
import { type RequestScope, runInScope } from './request-scope.ts';

/** The place of one request in a distributed trace (W3C Trace Context). */
export interface RequestTrace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** The `traceparent` of the answer. */
  readonly traceparent: string;
  readonly scope: RequestScope;
  /** Runs `work` as part of the request's span. */
  run<T>(work: () => T): T;
  end(name: string, attributes: Attributes, failed: boolean): void;
}

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/**
 * Joins the caller's trace, or starts one. Spans go to whatever OpenTelemetry SDK the operator registered;
 * without one they cost nothing, and the ids come from here.
 */
export function startRequestTrace(headers: Readonly<Record<string, unknown>>): RequestTrace {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = trace.getTracer('quotewright').startSpan('request', { kind: SpanKind.SERVER }, parent);
  const spanContext = span.spanContext();
  const ids = isSpanContextValid(spanContext)
    ? {
        traceId: spanContext.traceId,
        spanId: spanContext.spanId,
        flags: spanContext.traceFlags === 1 ? '01' : '00',
      }
    : ownIds(headers['traceparent']);
  const active = trace.setSpan(parent, span);
  const traceparent = `00-${ids.traceId}-${ids.spanId}-${ids.flags}`;
  const scope: RequestScope = { traceparent };
  return {
    traceId: ids.traceId,
    traceparent,
    scope,
    run: (work) => context.with(active, () => runInScope(scope, work)),
    end: (name, attributes, failed) => {
      span.updateName(name);
      span.setAttributes(attributes);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

function ownIds(traceparent: unknown): { traceId: string; spanId: string; flags: string } {
  const [, traceId, , flags] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  const random = randomHex(24);
  return { traceId: traceId ?? random.slice(0, 32), spanId: random.slice(32), flags: flags ?? '00' };
}
