import { contentHash } from '@quotewright/kernel';
import type { OwnedDatabase } from '@quotewright/platform/postgres';
import type { Attempt, Outcome } from './storm-messages.ts';

export interface Answered {
  readonly attempt: Attempt;
  /** Undefined: its process died. */
  readonly outcome: Outcome | undefined;
  /** Nothing is broken any more: it must be an answer, or a refusal of the other payload. */
  readonly final: boolean;
}

/** What must not be told, of one key. */
export function toldOf(key: string, answered: readonly Answered[]): readonly string[] {
  const answers = answered.flatMap(({ attempt, outcome }) =>
    outcome?.kind === 'answer' ? [{ attempt, outcome }] : [],
  );
  const findings: string[] = [];
  const texts = new Set(answers.map(({ outcome }) => outcome.text));
  if (texts.size !== 1) findings.push(`${key}: ${texts.size} different answers: ${[...texts].join(' ')}`);
  const first = answers.filter(({ outcome }) => !outcome.replayed).length;
  if (first > 1) findings.push(`${key}: ${first} answers are not replays`);
  const [text = null] = texts;
  const winner = payloadOf(text);
  for (const { attempt, outcome, final } of answered) {
    if (outcome === undefined) continue;
    const fault =
      outcome.kind === 'answer' ? attempt.payload !== winner : !mayRefuse(outcome, attempt, winner, final);
    if (fault) {
      findings.push(`${key}: payload ${attempt.payload}, committed ${winner}: ${JSON.stringify(outcome)}`);
    }
  }
  return findings;
}

/** Null for what is no answer of this storm. */
function payloadOf(text: string | null) {
  try {
    return Number(JSON.parse(text ?? '').payload);
  } catch {
    return null;
  }
}

function mayRefuse(
  { code, passing }: Extract<Outcome, { kind: 'refused' }>,
  { payload }: Attempt,
  winner: number | null,
  final: boolean,
): boolean {
  if (code === 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD') return payload !== winner;
  return !final && (passing || code === 'IDEMPOTENCY_IN_PROGRESS');
}

/** What callers were told, and what PostgreSQL has: one effect and one row for each key, of the payload that was answered. */
export async function contradictions(
  database: OwnedDatabase,
  answered: readonly Answered[],
): Promise<readonly string[]> {
  const byKey = Map.groupBy(answered, ({ attempt }) => attempt.key);
  const told = [...byKey].flatMap(([key, ofOne]) => toldOf(key, ofOne));
  const { rows } = await database.asOwner((session) =>
    session.query(
      `select asked.key, coalesce(s.last_value, 0)::int as effects, i.request_hash as hash,
              convert_from(i.body, 'UTF8') as text
       from unnest($1::text[]) as asked (key)
       left join platform.number_sequence s on s.tenant_id = 'acme' and s.kind = asked.key
       left join platform.idempotency i on i.tenant_id = 'acme' and i.key = asked.key`,
      [[...byKey.keys()]],
    ),
  );
  const kept = rows.flatMap((row) => {
    const key = row['key'] as string;
    const text = byKey.get(key)?.find(({ outcome }) => outcome?.kind === 'answer')?.outcome;
    const hash = contentHash({ payload: payloadOf(row['text'] as string | null) });
    const same = text?.kind === 'answer' && text.text === row['text'];
    if (row['effects'] === 1 && row['hash'] === hash && same) return [];
    return [`${key}: PostgreSQL has ${JSON.stringify(row)}`];
  });
  const missing = byKey.size - rows.length;
  return [...told, ...kept, ...(missing === 0 ? [] : [`${missing} keys have more or fewer rows than one`])];
}
