import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '@quotewright/acceleration/testing';
import { type Answered, type Asked, type Connection, NodeGone } from './connection.ts';
import type { Change, Diary, Place } from './record.ts';
import { HOT, offeringsOf } from './seed-tenant.ts';

/** What a round gives to those who act in it. */
export interface Stage {
  readonly diary: Diary;
  readonly random: SeededRandom;
  /** While it says so, new work is begun. */
  goesOn(): boolean;
}

/** Changes one subject again and again. Only this writer changes it, so that it knows which version is which. */
export type Writer = (stage: Stage) => Promise<void>;

interface Done {
  readonly answer: Answered;
  /** Absent where an earlier try may have been what did it. */
  readonly madeBy?: Place;
}

/** Asks whichever node is up, until one has answered. */
function anyNode(connections: readonly Connection[]) {
  return async (random: SeededRandom, method: string, path: string, asked: Asked): Promise<Done> => {
    for (let certain = true; ; ) {
      const { node, send } = random.pick(connections);
      const place = { node: node.name, life: node.life };
      try {
        const answer = await send(method, path, asked);
        if (!mustWait(answer)) return { answer, ...(certain && { madeBy: place }) };
      } catch (error) {
        if (!(error instanceof NodeGone)) throw error;
        certain = false;
      }
      await sleep(100);
    }
  };
}

/** The first try is still under way in the database, though its process is gone. */
const mustWait = ({ status, body }: Answered) =>
  status === 409 && body.toString().includes('IDEMPOTENCY_IN_PROGRESS');

/** A repetition finds its own change made: what an unheard answer was about. */
const wasMadeBefore = ({ answer, madeBy }: Done) => answer.status === 412 && madeBy === undefined;

const json = ({ body }: Answered) => JSON.parse(body.toString());

function refused(what: string, { status, body }: Answered): Error {
  return new Error(`${what}: ${status} ${body.toString()}`);
}

/** Publishes the hot offering under a new name about every second. */
export function catalogWriter(connections: readonly Connection[], token: string): Writer {
  const ask = anyNode(connections);
  let counter = 0;
  let revision = 2;

  async function publish({ diary, random }: Stage): Promise<void> {
    counter += 1;
    const draft = { token, headers: { 'if-match': `"${revision}"` }, body: offeringsOf(counter) };
    const put = await ask(random, 'PUT', '/catalog/draft/catalog/offerings@1', draft);
    if (put.answer.status !== 200 && !wasMadeBefore(put)) throw refused('the draft', put.answer);
    revision += 1;
    const begunAt = Date.now();
    const headers = { 'idempotency-key': `publish-${counter}` };
    const begun = await ask(random, 'POST', '/catalog/publications', { token, headers });
    if (begun.answer.status !== 202) throw refused('the publication', begun.answer);
    const jobId: string = json(begun.answer).id;
    const { answer, version } = await published(random, jobId);
    const content = `Hot ${counter}`;
    diary.changes.push({
      subject: 'catalog',
      version,
      content,
      begunAt,
      answeredAt: answer.endedAt,
      jobId,
    });
  }

  async function published(random: SeededRandom, jobId: string) {
    for (;;) {
      const { answer } = await ask(random, 'GET', `/jobs/${jobId}`, { token });
      if (answer.status !== 200) throw refused('the job', answer);
      const { state, result, problem } = json(answer);
      if (state === 'failed') throw new Error(`publication failed: ${JSON.stringify(problem)}`);
      if (state === 'succeeded') return { answer, version: Number(/\d+/.exec(result.minVersion)?.[0]) };
      await sleep(50);
    }
  }

  return pacing(1_000, publish);
}

/** Puts another number of days into the configuration. */
export function configWriter(connections: readonly Connection[], token: string): Writer {
  const path = '/admin/tenant-config';
  const document = documentWriter(connections, token, path, (settings, version) => {
    const days = 1 + (version % 300);
    return { body: { ...settings, quoteValidityDays: days }, content: String(days) };
  });
  return pacing(700, (stage) => document(stage, 'tenant-config'));
}

/** Takes from partners the right to read the catalog, and gives it back. */
export function policyWriter(connections: readonly Connection[], token: string): Writer {
  const path = '/admin/authorization/policies';
  const document = documentWriter(connections, token, path, ({ roles }, version) => {
    const granted = version % 2 === 1;
    const others = roles.partner.filter((permission: string) => permission !== 'catalog:read');
    const partner = granted ? [...others, 'catalog:read'] : others;
    return { body: { roles: { ...roles, partner } }, content: granted ? 'granted' : 'refused' };
  });
  return pacing(1_300, (stage) => document(stage, 'policy'));
}

function documentWriter(
  connections: readonly Connection[],
  token: string,
  path: string,
  next: (body: any, version: number) => { readonly body: object; readonly content: string },
) {
  const ask = anyNode(connections);
  let current: { readonly version: number; readonly body: any } | undefined;

  return async ({ diary, random }: Stage, subject: Change['subject']): Promise<void> => {
    current ??= await read(random);
    const version = current.version + 1;
    const { body, content } = next(current.body, version);
    const begunAt = Date.now();
    const headers = { 'if-match': `"${current.version}"` };
    const done = await ask(random, 'PUT', path, { token, headers, body });
    if (done.answer.status !== 200 && !wasMadeBefore(done)) throw refused(path, done.answer);
    current = { version, body };
    const { madeBy, answer } = done;
    const change = { subject, version, content, begunAt, answeredAt: answer.endedAt };
    diary.changes.push({ ...change, ...(madeBy && { madeBy }) });
  };

  async function read(random: SeededRandom) {
    const { answer } = await ask(random, 'GET', path, { token });
    const { version, createdBy: _by, createdAt: _at, ...body } = json(answer);
    return { version: Number(version), body };
  }
}

/** What everybody sees before the first change. */
export const FIRST_VERSIONS: readonly Change[] = [
  { subject: 'catalog', version: 1, content: 'Hot 0', begunAt: 0, answeredAt: 0 },
  { subject: 'tenant-config', version: 1, content: '30', begunAt: 0, answeredAt: 0 },
  { subject: 'policy', version: 1, content: 'granted', begunAt: 0, answeredAt: 0 },
];

export const HOT_PATH = `/product-offerings/${HOT}`;

function pacing(milliseconds: number, change: (stage: Stage) => Promise<void>): Writer {
  return async (stage) => {
    while (stage.goesOn()) {
      const begun = performance.now();
      await change(stage);
      await sleep(Math.max(0, milliseconds - (performance.now() - begun)) * (0.5 + stage.random.fraction()));
    }
  };
}
