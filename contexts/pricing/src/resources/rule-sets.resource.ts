import { timestamp } from '@quotewright/kernel';
import type { Reach } from '@quotewright/platform/auth';
import {
  created,
  defineRoute,
  describedBy,
  ok,
  pageOf,
  pageQuery,
  type Route,
  timestampSchema,
} from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import { z } from 'zod';
import type { publishRuleSet } from '../application/publish-rule-set.ts';
import type { listRuleSetVersions, readRuleSet, readRuleSetDraft } from '../application/read-rule-set.ts';
import type { replaceRuleSetDraft } from '../application/replace-rule-set-draft.ts';
import type { accountsInReach } from '../application/require-subject.ts';
import { contractPricesDocumentSchema } from '../domain/contract-prices-document.ts';
import { discountPolicyDocumentSchema } from '../domain/discount-policy-document.ts';
import { promotionsDocumentSchema } from '../domain/promotions-document.ts';
import type { RuleSetKind, RuleSetVersion } from '../domain/rule-set.ts';

export interface RuleSetUseCases {
  readonly inReach: ReturnType<typeof accountsInReach>;
  readonly read: ReturnType<typeof readRuleSet>;
  readonly readDraft: ReturnType<typeof readRuleSetDraft>;
  readonly listVersions: ReturnType<typeof listRuleSetVersions>;
  readonly replaceDraft: ReturnType<typeof replaceRuleSetDraft>;
  readonly publish: ReturnType<typeof publishRuleSet>;
}

interface Declaration {
  readonly kind: RuleSetKind;
  readonly path: string;
  readonly params: z.ZodObject;
  /** In operation ids: `readPromotions`. */
  readonly name: string;
  readonly tag: string;
  readonly what: string;
  readonly document: z.ZodType;
}

const none = z.strictObject({});
const ofAccount = z.strictObject({ accountId: z.string() });

const DECLARATIONS: readonly Declaration[] = [
  {
    kind: 'promotions',
    path: '/promotions',
    params: none,
    name: 'Promotions',
    tag: 'Promotions',
    what: 'promotions',
    document: promotionsDocumentSchema,
  },
  {
    kind: 'discountPolicy',
    path: '/discount-policies',
    params: none,
    name: 'DiscountPolicy',
    tag: 'Discount policy',
    what: 'discount policy',
    document: discountPolicyDocumentSchema,
  },
  {
    kind: 'contractPrices',
    path: '/accounts/:accountId/contract-prices',
    params: ofAccount,
    name: 'ContractPrices',
    tag: 'Contract prices',
    what: 'contract prices of an account',
    document: contractPricesDocumentSchema,
  },
];

const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
const versionNumber = z.coerce.number().int().min(1).max(1_000_000_000);
const hash = z.string().describe('SHA-256 of the canonical document, hexadecimal.');

const versionSchema = z.strictObject({
  version: z.number().int(),
  contentHash: hash,
  itemCount: z.number().int().describe('Prices, promotions or rules.'),
  publishedAt: timestampSchema,
  publishedBy: z.string(),
});

function versionView({ version, contentHash, itemCount, publishedAt, publishedBy }: RuleSetVersion) {
  return { version, contentHash, itemCount, publishedAt: timestamp(publishedAt.getTime()), publishedBy };
}

/** The same routes for each kind of rule set. */
export function ruleSetRoutes(use: RuleSetUseCases): readonly Route[] {
  return DECLARATIONS.flatMap((declaration) => routesOf(use, declaration));
}

function routesOf(use: RuleSetUseCases, declaration: Declaration): readonly Route[] {
  const { kind, path, params, name, tag, what, document } = declaration;
  const keyOf = (given: unknown) => ({
    kind,
    subject: (given as { accountId?: string }).accountId ?? '',
  });
  const inReach = (tx: Tx, call: { readonly reach: Reach; readonly params: unknown }) =>
    use.inReach(tx, call.reach, kind === 'contractPrices' ? [keyOf(call.params).subject] : []);
  const documentSchema = versionSchema.extend({ document }).meta({ id: `Published${name}` });
  const draftSchema = z
    .strictObject({ contentHash: hash, changedAt: timestampSchema, changedBy: z.string(), document })
    .meta({ id: `${name}Draft` });
  const base = { tag, params };
  const draftAnswer = ({ record, document: content }: Awaited<ReturnType<RuleSetUseCases['readDraft']>>) => {
    const { contentHash = '', at = new Date(0), by = '' } = record.draft ?? {};
    return ok(
      { contentHash, changedAt: timestamp(at.getTime()), changedBy: by, document: content },
      { etag: String(record.rowVersion) },
    );
  };
  return [
    defineRoute({
      ...base,
      method: 'GET',
      path,
      operationId: `read${name}`,
      summary: `The active ${what}`,
      permission: 'price-rule:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The active version', schema: documentSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call);
          const { version, document: content } = await use.read(tx, keyOf(call.params));
          return ok({ ...versionView(version), document: content }, { etag: version.contentHash });
        }),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${path}/draft`,
      operationId: `read${name}Draft`,
      summary: `The draft of the ${what}`,
      permission: 'price-rule:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The draft', schema: draftSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call);
          return draftAnswer(await use.readDraft(tx, keyOf(call.params)));
        }),
    }),
    defineRoute({
      ...base,
      method: 'PUT',
      path: `${path}/draft`,
      operationId: `replace${name}Draft`,
      summary: `Replace the draft of the ${what}`,
      description:
        'Whole or not at all: errors point into the document. Nothing changes for prices until it is published. With `If-Match` only over the draft you have seen.',
      permission: 'price-rule:write',
      limit: { class: 'change', cost: 1 },
      body: describedBy(document),
      bodyLimit: MAX_DOCUMENT_BYTES,
      idempotency: 'optional',
      responses: { 200: { description: 'The draft', schema: draftSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          await inReach(tx, call);
          const key = keyOf(call.params);
          const expectedVersion = call.ifMatch;
          await use.replaceDraft(tx, call.principal, {
            ...key,
            document: call.body,
            ...(expectedVersion === undefined ? {} : { expectedVersion }),
          });
          return draftAnswer(await use.readDraft(tx, key));
        }),
    }),
    defineRoute({
      ...base,
      method: 'POST',
      path: `${path}/publications`,
      operationId: `publish${name}`,
      summary: `Publish the draft of the ${what} as the next version`,
      description:
        'Prices that are asked for from then on take it; those that were made keep theirs. A draft that equals the active version is refused.',
      permission: 'price-rule:publish',
      limit: { class: 'computation', cost: 10 },
      body: z.strictObject({}).prefault({}),
      idempotency: 'required',
      responses: { 201: { description: 'The version', schema: versionSchema } },
      handler: (call) =>
        call.write(async (tx) => {
          await inReach(tx, call);
          const version = await use.publish(tx, call.principal, keyOf(call.params));
          const place = path.replace(':accountId', version.subject);
          return created(`${place}/versions/${version.version}`, versionView(version));
        }),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${path}/versions`,
      operationId: `list${name}Versions`,
      summary: `Published versions of the ${what}, newest first`,
      permission: 'price-rule:read',
      limit: { class: 'read', cost: 1 },
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(versionSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call);
          const page = await use.listVersions(tx, keyOf(call.params), call.query);
          return ok({ ...page, items: page.items.map(versionView) });
        }),
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${path}/versions/:version`,
      params: params.extend({ version: versionNumber }),
      operationId: `read${name}Version`,
      summary: `One published version of the ${what}`,
      permission: 'price-rule:read',
      limit: { class: 'read', cost: 1 },
      responses: { 200: { description: 'The version', schema: documentSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          await inReach(tx, call);
          const { version: wanted, ...subject } = call.params as { version: number };
          const { version, document: content } = await use.read(tx, keyOf(subject), wanted);
          return ok({ ...versionView(version), document: content }, { etag: version.contentHash });
        }),
    }),
  ];
}
