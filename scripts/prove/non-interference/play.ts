import { setTimeout as sleep } from 'node:timers/promises';
import type { Route } from '@quotewright/platform/http';
import { send } from '../../../apps/server/e2e/http-client.ts';
import type { Step, Story } from './step.ts';
import { Symbols } from './symbols.ts';
import type { World } from './world.ts';

/** What was answered to each step in the end. */
export interface Played {
  readonly statuses: readonly number[];
  /** Answers that a client has to ask again after; each with its code. None is expected of a store that is gone. */
  readonly refusals: readonly string[];
}

export interface Playing {
  readonly routes: ReadonlyMap<string, Route>;
  /** Which server is asked next, of so many. */
  readonly choose: (servers: number) => number;
}

/** Milliseconds until a refused command is tried again, and how long at most in all. */
const AGAIN_AFTER = 150;
const AT_MOST = 60_000;
const NOT_NOW = new Set([429, 503]);

/** Plays all steps one after the other. A step that was refused for now is repeated, under its key, until it is answered. */
export async function play(world: World, sequence: Story, playing: Playing): Promise<Played> {
  const symbols = new Symbols();
  const statuses: number[] = [];
  const refusals: string[] = [];
  for (const [index, step] of sequence.entries()) {
    const request = requestOf(step, index, symbols, playing.routes);
    const ask = () => {
      const { urls } = world;
      return send(urls[playing.choose(urls.length)] as string, request.method, request.path, {
        token: world.token(step.as),
        headers: request.headers,
        ...(request.body !== undefined && { body: request.body }),
      });
    };
    let reply = await ask();
    for (const end = Date.now() + AT_MOST; isForNow(reply.status, reply.json); reply = await ask()) {
      refusals.push(`${step.operation}: ${reply.status} ${reply.json?.code}`);
      if (Date.now() > end)
        throw new Error(`${world.name}: ${step.operation} is refused for ever: ${reply.text}`);
      await sleep(AGAIN_AFTER);
    }
    let { status, json: answer } = reply;
    if (status === 202) ({ status, answer } = await endOfJob(world, step, answer.id));
    statuses.push(status);
    const tag = reply.headers.get('etag');
    if (step.keepsTag !== undefined && tag !== null && status < 300)
      symbols.keep(`tag ${step.keepsTag}`, tag);
    for (const [symbol, path] of Object.entries(step.binds ?? {})) symbols.bind(symbol, answer, path);
  }
  return { statuses, refusals };
}

const isForNow = (status: number, answer: { readonly code?: string } | undefined) =>
  NOT_NOW.has(status) || answer?.code === 'IDEMPOTENCY_IN_PROGRESS';

function requestOf(step: Step, index: number, symbols: Symbols, routes: ReadonlyMap<string, Route>) {
  const route = routes.get(step.operation);
  if (route === undefined) throw new TypeError(`there is no operation ${step.operation}`);
  const path = route.path.replaceAll(/:([A-Za-z]\w*)/g, (_, name: string) =>
    encodeURIComponent(symbols.of(step.params?.[name] ?? name)),
  );
  return {
    method: route.method,
    path: `/api/v1${path}${step.query ?? ''}`,
    body: step.body === undefined ? undefined : symbols.in(step.body),
    headers: {
      ...(route.idempotency !== undefined && { 'idempotency-key': `step-${index}` }),
      ...(step.ifMatch !== undefined && { 'if-match': symbols.of(`tag ${step.ifMatch}`) }),
    },
  };
}

/** How the job that a step began has ended, as a status. */
async function endOfJob(world: World, step: Step, id: string) {
  for (const end = Date.now() + AT_MOST; Date.now() < end; await sleep(50)) {
    const { json: job } = await send(world.urls[0] as string, 'GET', `/api/v1/jobs/${id}`, {
      token: world.token(step.as),
    });
    if (job?.state === 'succeeded') return { status: 200, answer: job.result };
    if (job?.state === 'failed') return { status: job.problem.status, answer: job.problem };
  }
  throw new Error(`${world.name}: the job of ${step.operation} does not end`);
}
