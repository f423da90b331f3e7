import { expect, it } from 'vitest';
import { type DocumentedRoute, pathWith } from '../routes-of-document.ts';
import {
  expectProblem,
  HOSTILE_IDS,
  HOSTILE_QUANTITIES,
  HUGE_BODY,
  LARGE_BODY,
  UNACCEPTABLE_BODIES,
  UNEXPECTED_BODIES,
} from './corpus.ts';
import { inParallel } from './in-parallel.ts';
import { type LiveSystem } from './live-system.ts';

const writes = ({ method }: DocumentedRoute) => method === 'POST' || method === 'PUT' || method === 'PATCH';

/** Keeps what it is sent, and nothing looks into it. */
const takesAnyJson = ({ path }: DocumentedRoute) => /\/files$|\/me\/preferences\//.test(path);

export function bodiesAreRefused(system: () => LiveSystem): void {
  it('answers malformed bodies with a problem and writes nothing', async () => {
    const { ask, endOfJob, ids, owner, routes, server, stateOf } = system();
    const before = await stateOf(owner);
    const attacks = routes.filter(writes).flatMap((route) => {
      const fitting = takesAnyJson(route) ? [] : [...UNEXPECTED_BODIES, LARGE_BODY];
      return [...UNACCEPTABLE_BODIES, ...fitting].map((body, index) => ({ route, body, index }));
    });
    await inParallel(attacks, async ({ route, body, index }) => {
      const path = pathWith(route, ids);
      const headers = { 'if-match': '"1"', 'idempotency-key': `hostile-${index}-${path}`.slice(0, 200) };
      const reply = await ask(route.method, path, { token: owner, body, headers }).catch((error: unknown) => {
        // The server hangs up on a body that is too large: its answer (413) may not get through before.
        if (body === LARGE_BODY && error instanceof TypeError) return undefined;
        throw error;
      });
      if (reply === undefined) return;
      const where = `${route.method} ${route.path} with ${body.slice(0, 60)} answered ${reply.status} ${reply.text.slice(0, 200)}`;
      if (reply.status === 202) {
        // A document is taken in as it is, and refused by its job.
        expect((await endOfJob(reply.headers.get('location') ?? '')).state, where).toBe('failed');
        return;
      }
      expect(reply.status, where).toBeGreaterThanOrEqual(400);
      expect(reply.status, where).toBeLessThan(500);
      expectProblem(reply, where);
    });
    expect((await ask('GET', '/health/live')).status, server.output().slice(-500)).toBe(200);
    expect(await stateOf(owner)).toEqual(before);
  }, 60_000);

  it('reads no body to its end that is larger than what any route takes', async () => {
    const { ask, ids, owner, routes, stateOf } = system();
    const before = await stateOf(owner);
    for (const route of routes.filter((each) => writes(each) && takesAnyJson(each))) {
      const sending = { token: owner, body: HUGE_BODY };
      const reply = await ask(route.method, pathWith(route, ids), sending).catch((error: unknown) => {
        if (error instanceof TypeError) return undefined;
        throw error;
      });
      if (reply !== undefined) expect(reply.status).toBe(413);
      expect((await ask('GET', '/health/live')).status).toBe(200);
    }
    expect(await stateOf(owner)).toEqual(before);
  });

  it('treats hostile ids as unknown things', async () => {
    const { ask, owner, routes } = system();
    const reading = routes.filter(({ method, parameters }) => method === 'GET' && parameters.length > 0);
    const attacks = reading.flatMap((route) => HOSTILE_IDS.map((hostile) => ({ route, hostile })));
    await inParallel(attacks, async ({ route, hostile }) => {
      const values = Object.fromEntries(route.parameters.map((name) => [name, hostile]));
      const reply = await ask('GET', pathWith(route, values), { token: owner });
      const where = `${route.path} with ${JSON.stringify(hostile.slice(0, 40))} answered ${reply.status}`;
      expect([400, 404, 414], where).toContain(reply.status);
      expectProblem(reply, where);
    });
  });

  it('names the field that is wrong in numbers nobody can mean', async () => {
    const { ask, owner } = system();
    for (const quantity of HOSTILE_QUANTITIES) {
      const line = { id: '1', offeringId: 'anthropic.claude-2', quantity };
      const reply = await ask('POST', '/api/v1/quotes/price', { token: owner, body: { lines: [line] } });
      expect([400, 422], `${quantity}: ${reply.text}`).toContain(reply.status);
      expect(reply.json.errors[0].pointer).toBe('/lines/0/quantity');
    }
  });
}
