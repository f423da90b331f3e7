import { isTenantId, type JsonObject, type JsonValue } from '@quotewright/kernel';
import { z } from 'zod';
import type { CommittedEvent } from './committed-event.ts';
import type { Delivery } from './event-transport.ts';
import { DEEPEST_DATA, isDeeper, isStorable } from './json-limits.ts';

/** A committed fact on its way: CloudEvents 1.0, structured JSON mode. Members are in the order in which they are written. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly tenantid: string;
  /** Decimal digits: an extension attribute of type Integer has 32 bits only. */
  readonly sequence: string;
  readonly traceparent?: string;
  readonly data: JsonObject;
}

export const CLOUD_EVENT_MEDIA_TYPE = 'application/cloudevents+json';

/** An event of another installation, or what it takes for one. */
export interface ForeignEvent {
  readonly kind: 'foreign';
  readonly source: string;
}

/** `installation` says which of several Quotewrights sent it. */
export function toCloudEvent(event: CommittedEvent, installation: string): CloudEvent {
  const { type, schemaVersion, aggregate, traceparent } = event;
  return {
    specversion: '1.0',
    id: event.id,
    source: sourceOf(installation),
    type: `quotewright.${type}.v${schemaVersion}`,
    subject: `${aggregate.type}/${encodeURIComponent(aggregate.id)}`,
    time: new Date(event.occurredAt).toISOString(),
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(type, schemaVersion),
    tenantid: event.tenant,
    sequence: String(event.sequence),
    ...(traceparent === undefined ? {} : { traceparent }),
    data: event.data,
  };
}

/** The name of the contract of one version of an event. */
export function dataSchemaOf(type: string, schemaVersion: number): string {
  return `urn:quotewright:event:${type}:${schemaVersion}`;
}

/** The bytes of a message: UTF-8. */
export function encodeCloudEvent(event: CloudEvent): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event));
}

/**
 * The event in a message, or why there is none. Never throws. `fallbackId` is the id of a message that holds no event: never the
 * one it claims, because parking it must not make an event of that id look handled.
 */
export function parseCloudEvent(message: Uint8Array, fallbackId: string): Delivery {
  return deliveryOf(readJson(message), message, fallbackId);
}

/** As `parseCloudEvent`, but tells apart what another Quotewright than `installation` sent, whatever it sent. */
export function receiveCloudEvent(
  message: Uint8Array,
  fallbackId: string,
  installation: string,
): Delivery | ForeignEvent {
  const read = readJson(message);
  const { source } = (read.json ?? {}) as { readonly source?: JsonValue };
  const isForeign =
    typeof source === 'string' && source.startsWith(SOURCE) && source !== sourceOf(installation);
  return isForeign ? { kind: 'foreign', source } : deliveryOf(read, message, fallbackId);
}

/** What a message says, or why it says nothing. */
type Read = { readonly json: JsonValue } | { readonly json?: never; readonly problem: string };

function readJson(message: Uint8Array): Read {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(message);
    const json: JsonValue = JSON.parse(text);
    // Only an escape can bring in what UTF-8 and JSON refuse in the open.
    const isKept = !text.includes('\\u') || isStorable(json);
    return isKept ? { json } : { problem: 'a text that PostgreSQL cannot keep' };
  } catch (error) {
    return { problem: error instanceof TypeError ? 'not UTF-8' : 'not JSON' };
  }
}

function deliveryOf(read: Read, message: Uint8Array, fallbackId: string): Delivery {
  const malformed = (reason: string): Delivery => ({ kind: 'malformed', id: fallbackId, message, reason });
  if ('problem' in read) return malformed(read.problem);
  const parsed = envelope.safeParse(read.json);
  if (parsed.success) return { kind: 'event', event: eventOf(parsed.data) };
  const [issue] = parsed.error.issues;
  return malformed(`${issue?.path.join('.') || 'the message'}: ${issue?.message}`);
}

const SOURCE = '/quotewright/';
const TYPE = /^quotewright\.([A-Z][A-Za-z0-9]{0,99})\.v([1-9][0-9]{0,8})$/;
const SUBJECT = /^([a-zA-Z][a-zA-Z0-9-]{0,99})\/(.+)$/;
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

const sourceOf = (installation: string) => `${SOURCE}${encodeURIComponent(installation)}`;

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

// Foreign extension attributes are allowed and not read; the schema's name says nothing that the type does not.
const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'no UUID'),
  source: z.string().startsWith(SOURCE),
  type: z.string().regex(TYPE, 'no type of ours'),
  subject: z.string().refine((text) => aggregateOf(text) !== undefined, 'no aggregate'),
  time: z.string().refine((text) => instantOf(text) !== undefined, 'no time in UTC with milliseconds'),
  datacontenttype: z.literal('application/json').optional(),
  tenantid: z.string().refine(isTenantId, 'no tenant'),
  sequence: z
    .string()
    .regex(/^(0|[1-9][0-9]{0,15})$/, 'no decimal number')
    .refine((digits) => Number.isSafeInteger(Number(digits)), 'too large'),
  // As W3C asks: a trace context that cannot be read is dropped, and what it came with goes on.
  traceparent: z.string().regex(TRACEPARENT).optional().catch(undefined),
  data: z
    .custom<JsonObject>(isObject, 'no object')
    .refine((data) => !isDeeper(data, DEEPEST_DATA), `more than ${DEEPEST_DATA} levels deep`),
});

function eventOf(event: z.output<typeof envelope>): CommittedEvent {
  const [, type = '', schemaVersion] = TYPE.exec(event.type) ?? [];
  return {
    id: event.id,
    tenant: event.tenantid,
    type,
    schemaVersion: Number(schemaVersion),
    aggregate: aggregateOf(event.subject) ?? { type: '', id: '' },
    sequence: Number(event.sequence),
    data: event.data,
    occurredAt: instantOf(event.time) ?? 0,
    ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  };
}

/** Undefined unless it is written exactly as we write it: two spellings of one aggregate would be two orders of its events. */
function aggregateOf(subject: string): CommittedEvent['aggregate'] | undefined {
  const [, type, encoded] = SUBJECT.exec(subject) ?? [];
  if (type === undefined || encoded === undefined) return undefined;
  try {
    const id = decodeURIComponent(encoded);
    return !id.includes('\0') && encodeURIComponent(id) === encoded ? { type, id } : undefined;
  } catch {
    return undefined;
  }
}

function instantOf(time: string): number | undefined {
  const instant = new Date(time);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === time ? instant.getTime() : undefined;
}
