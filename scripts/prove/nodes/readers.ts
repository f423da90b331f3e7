import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answered, type Asked, type Connection, NodeGone } from './connection.ts';
import type { Diary, Read } from './record.ts';
import { HOT, PRICE_QUESTION, type SeededTenant } from './seed-tenant.ts';
import { HOT_PATH, type Stage } from './writers.ts';

const MOST_FAULTS = 50;

/** Reads without an end on one connection: the hot offering, or this and that. */
export type Reader = (stage: Stage) => Promise<void>;

type Told = Pick<Read, 'subject'> & Partial<Read>;

interface Question {
  readonly method?: string;
  readonly path: string;
  readonly asked: Asked;
  readonly minVersion?: number;
  /** What the answer tells; undefined: an answer that nobody should get. */
  understand(answer: Answered): Told | readonly Told[] | undefined;
}

export function hotReader(connection: Connection, number: number, { tokens }: SeededTenant): Reader {
  return reading(connection, number, ({ diary, random }) =>
    hotQuestion(tokens.sales, diary, random.chance(0.5)),
  );
}

export function mixedReader(connection: Connection, number: number, { tokens }: SeededTenant): Reader {
  return reading(connection, number, ({ diary, random }) => {
    const draw = random.fraction();
    if (draw < 0.3) return policyQuestion(tokens.partner);
    if (draw < 0.4) return configQuestion(tokens.admin);
    if (draw < 0.65) return listQuestion(tokens.sales, diary, random.chance(0.5));
    if (draw < 0.9) return priceQuestion(tokens.sales);
    return hotQuestion(tokens.sales, diary, false);
  });
}

function reading(connection: Connection, number: number, choose: (stage: Stage) => Question): Reader {
  const { node, send } = connection;
  return async (stage) => {
    const { diary, random } = stage;
    while (stage.goesOn()) {
      const question = choose(stage);
      const { method = 'GET', path, asked, minVersion, understand } = question;
      const { life } = node;
      try {
        const answer = await send(method, path, asked);
        diary.requests += 1;
        const told = understand(answer);
        const { startedAt, endedAt } = answer;
        const where = { node: node.name, life, connection: number, what: path, startedAt, endedAt };
        const wanted = minVersion === undefined ? {} : { minVersion };
        if (told === undefined) fault(diary, `${node.name}: ${method} ${path}: ${shown(answer)}`);
        else diary.reads.push(...[told].flat().map((one: Told) => ({ ...where, ...wanted, ...one })));
      } catch (error) {
        if (!(error instanceof NodeGone)) fault(diary, String(error));
        await sleep(50);
      }
      await sleep(random.between(1, 15));
    }
  };
}

function fault(diary: Diary, what: string): void {
  if (diary.faults.length < MOST_FAULTS) diary.faults.push(what);
}

const shown = ({ status, body }: Answered) => `${status} ${body.toString().slice(0, 400)}`;
const json = ({ body }: Answered) => JSON.parse(body.toString());
const header = ({ headers }: Answered, name: string) => String(headers[name] ?? '');

/** Asks for what is known to be published where `sure`. */
function minimum(token: string, diary: Diary, sure: boolean) {
  const known = diary.changes.findLast(({ subject }) => subject === 'catalog')?.version;
  if (!sure || known === undefined) return { asked: { token } };
  return { minVersion: known, asked: { token, headers: { 'quotewright-min-version': `catalog=${known}` } } };
}

function hotQuestion(token: string, diary: Diary, sure: boolean): Question {
  return {
    path: HOT_PATH,
    ...minimum(token, diary, sure),
    understand(answer) {
      if (answer.status !== 200) return undefined;
      return {
        subject: 'catalog',
        version: Number(header(answer, 'x-catalog-version')),
        content: json(answer).name,
        bodyHash: hash('sha256', answer.body),
        etag: header(answer, 'etag').replaceAll('"', ''),
      };
    },
  };
}

function listQuestion(token: string, diary: Diary, sure: boolean): Question {
  return {
    path: '/product-offerings',
    ...minimum(token, diary, sure),
    understand(answer) {
      if (answer.status !== 200) return undefined;
      const { items } = json(answer) as { readonly items: readonly { id: string; name: string }[] };
      const content = items.find(({ id }) => id === HOT)?.name ?? 'not in the list';
      return { subject: 'catalog', version: Number(header(answer, 'x-catalog-version')), content };
    },
  };
}

/** Administrators are shown what is in force, never a copy. */
function configQuestion(token: string): Question {
  return {
    path: '/admin/tenant-config',
    asked: { token },
    understand(answer) {
      if (answer.status !== 200) return undefined;
      const { version, quoteValidityDays } = json(answer);
      return { subject: 'tenant-config', version: Number(version), content: String(quoteValidityDays) };
    },
  };
}

/** Partners have and have not the right to read it. */
function policyQuestion(token: string): Question {
  return {
    path: HOT_PATH,
    asked: { token },
    understand({ status }) {
      if (status === 200) return { subject: 'policy', content: 'granted' };
      return status === 403 ? { subject: 'policy', content: 'refused' } : undefined;
    },
  };
}

/** The amount is the same in every version; which versions it was made with comes along. */
function priceQuestion(token: string): Question {
  return {
    method: 'POST',
    path: '/quotes/price',
    asked: { token, body: PRICE_QUESTION },
    understand(answer) {
      if (answer.status !== 200) return undefined;
      const { input, result } = json(answer);
      if (result.totals.recurring[0].amount.amount !== '15.00') return undefined;
      return [
        { subject: 'catalog', version: input.catalogVersion },
        { subject: 'tenant-config', version: input.tenantConfigVersion },
      ];
    },
  };
}
