import { z } from 'zod';
import { created, noContent, ok } from '../http/answer.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { idSchema } from '../http/schemas.ts';
import { wizardSchema, wizardView } from './wizard.schema.ts';
import type { Wizard } from './wizard.ts';
import { listWizards } from './wizard-store.ts';
import type { Wizards } from './wizards.ts';

const path = '/wizards';
const one = `${path}/:wizardId`;
const tag = 'Wizards';
const permission = 'wizard:use';
const params = z.strictObject({ wizardId: idSchema });

const newWizardSchema = z
  .strictObject({ type: z.string().min(1).max(64).describe('Such as `quote`.') })
  .meta({ id: 'NewWizard' });

/** More than a wizard may remember of it, for texts that a step reads and does not keep. */
const STEP_BYTES = 262_144;

export function wizardRoutes(wizards: Wizards): readonly Route[] {
  const viewOf = (wizard: Wizard, now: number) => wizardView(wizard, wizards.definitionOf(wizard.type), now);
  const etag = ({ version }: Wizard) => ({ etag: String(version) });
  return [
    defineRoute({
      method: 'POST',
      path,
      operationId: 'beginWizard',
      tag,
      summary: 'Begin work in several steps',
      description: 'Only the caller sees it. It needs the permission for what its commit does.',
      permission,
      limit: { class: 'change', cost: 1 },
      idempotency: 'optional',
      body: newWizardSchema,
      responses: { 201: { description: 'The wizard, at its first step', schema: wizardSchema } },
      async handler(call) {
        const { type } = call.body;
        await wizards.admit(call.principal, type);
        return call.write(async (tx) => {
          const wizard = await wizards.begin(tx, call.principal, type);
          return created(`${path}/${wizard.id}`, viewOf(wizard, tx.now), etag(wizard));
        });
      },
    }),
    defineRoute({
      method: 'GET',
      path,
      operationId: 'listWizards',
      tag,
      summary: "The caller's wizards, newest first",
      permission,
      limit: { class: 'read', cost: 1 },
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'One page', schema: pageOf(wizardSchema) } },
      handler: (call) =>
        call.read(async (tx) => {
          const { items, ...next } = await listWizards(tx, call.principal.subject, call.query);
          return ok({ items: items.map((wizard) => viewOf(wizard, tx.now)), ...next });
        }),
    }),
    defineRoute({
      method: 'GET',
      path: one,
      operationId: 'readWizard',
      tag,
      summary: 'Where a wizard stands',
      permission,
      limit: { class: 'read', cost: 1 },
      params,
      responses: { 200: { description: 'The wizard', schema: wizardSchema } },
      handler: (call) =>
        call.read(async (tx) => {
          const wizard = await wizards.find(tx, call.principal, call.params.wizardId);
          return ok(viewOf(wizard, tx.now), etag(wizard));
        }),
    }),
    defineRoute({
      method: 'POST',
      path: `${one}/steps/:step`,
      operationId: 'takeWizardStep',
      tag,
      summary: 'Do a step',
      description:
        'A step looks and tells; it changes nothing but the wizard. Its input depends on the wizard. What it refuses, it refuses in the words of what it does. 410 after its time: begin again.',
      permission,
      limit: { class: 'computation', cost: 5 },
      ifMatch: true,
      params: z.strictObject({ ...params.shape, step: z.string().max(64) }),
      body: z.record(z.string(), z.unknown()),
      bodyLimit: STEP_BYTES,
      responses: { 200: { description: 'The wizard, at its next step', schema: wizardSchema } },
      async handler(call) {
        const { wizardId: id, step } = call.params;
        const { principal, signal, ifMatch, body: input } = call;
        const desk = { principal, signal, read: call.read.bind(call) };
        const advance = await wizards.step(desk, { id, step, input, expectedVersion: ifMatch as string });
        return call.write(async (tx) => {
          const wizard = await advance(tx);
          return ok(viewOf(wizard, tx.now), etag(wizard));
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: `${one}/commit`,
      operationId: 'commitWizard',
      tag,
      summary: 'Do what the wizard has prepared',
      description:
        'All of it or nothing, and once. The answer is that of the operation it stands for, and it is charged as that, too. 410 after its time: begin again.',
      permission,
      limit: { class: 'change', cost: 1 },
      ifMatch: true,
      idempotency: 'required',
      params,
      responses: {
        201: { description: 'What was made', schema: z.record(z.string(), z.unknown()) },
        202: { description: 'The job that does it', schema: z.record(z.string(), z.unknown()) },
      },
      async handler(call) {
        const { principal, params: named, ifMatch } = call;
        const { type } = await call.read((tx) => wizards.find(tx, principal, named.wizardId));
        const reach = await wizards.admit(principal, type);
        await call.charge(wizards.limitOf(type));
        return call.write((tx) =>
          wizards.commit(
            tx,
            { principal, reach },
            { id: named.wizardId, expectedVersion: ifMatch as string },
          ),
        );
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: one,
      operationId: 'abandonWizard',
      tag,
      summary: 'Give a wizard up',
      description: 'Nothing was changed by it. One that was committed stays until it is forgotten.',
      permission,
      limit: { class: 'change', cost: 1 },
      params,
      responses: { 204: { description: 'It is gone' } },
      handler: (call) =>
        call.write(async (tx) => {
          await wizards.abandon(tx, call.principal, call.params.wizardId);
          return noContent();
        }),
    }),
  ];
}
