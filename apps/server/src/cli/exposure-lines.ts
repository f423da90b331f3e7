import { timestamp } from '@quotewright/kernel';
import type { ExposedAnswer, ExposedCopy, ExposureReport, LoggedCopy } from '@quotewright/platform/cache';

export const headOfTable = (): string =>
  row(['TIME', 'TENANT', 'SUBJECT', 'REQUEST OR JOB', 'ANSWER', 'COPY']);

/** One for each copy that the answer was given from. */
export function rowsOfAnswer({ line, copies }: ExposedAnswer): readonly string[] {
  const { time, tenant = '-', subject = '-', requestId, jobId = '-', answer } = line;
  const cells = [timestamp(time), tenant, subject, requestId ?? jobId, answer];
  if (copies.length === 0) return [row([...cells, 'perhaps: the line does not name all its copies'])];
  return copies.map((copy) => row([...cells, nameOf(copy)]));
}

/** For programs; a line of JSON each. */
export function documentOfAnswer({ line, copies }: ExposedAnswer): object {
  const { time, tenant = null, subject = null, requestId, traceId, jobId, answer } = line;
  const certain = copies.length > 0;
  const ids = jobId === undefined ? { requestId, traceId } : { jobId };
  return {
    kind: 'answer',
    time: timestamp(time),
    tenant,
    subject,
    ...ids,
    answer,
    certain,
    copies,
  };
}

export function linesOfReport(report: ExposureReport): readonly string[] {
  const { answers, perhaps, tenants, copies, moreCopies, answered, malformed, tooLong, since, until } =
    report;
  const read =
    since === null ? 'The log has no answer.' : `Read: ${answered} answers, from ${since} to ${until}.`;
  const long = tooLong === 0 ? '' : ` (${tooLong} are longer than a line may be)`;
  return [
    ...copies.map(lineOfCopy),
    ...(moreCopies ? ['… and further copies: ask more narrowly'] : []),
    ...tenants.map(
      (one) =>
        `${clean(one.tenant ?? '(nobody known)')}: ${inWords(one.answers, one.perhaps)}, to ${one.subjects} ${one.subjects === 1 ? 'caller' : 'callers'}`,
    ),
    // A log that says nothing of answers says nothing of these either.
    ...(since === null ? [] : [`${inWords(answers, perhaps)}.`]),
    read,
    ...(malformed === 0
      ? []
      : [`${malformed} lines could not be read${long}: what they said is not counted.`]),
  ];
}

function inWords(answers: number, perhaps: number): string {
  const more = perhaps === 0 ? '' : `, and ${perhaps} more perhaps`;
  return `${answers} answers were given from these copies${more}`;
}

function lineOfCopy(copy: ExposedCopy): string {
  const made =
    copy.into.length === 0 ? '' : `; copies made of it are suspect, too: ${copy.into.map(clean).join(', ')}`;
  return `${clean(nameOf(copy))}: ${copy.answers} answers${made}`;
}

function nameOf(copy: ExposedCopy | LoggedCopy): string {
  const { category, keyHash, version, tenant, generatedAt } = copy;
  const source = 'source' in copy ? ` ${copy.source}` : '';
  const into = typeof copy.into === 'string' ? ` into ${copy.into}` : '';
  const absent = 'absent' in copy ? ' (said that there is none)' : '';
  return `${category} ${keyHash} ${version ?? '-'} of ${tenant ?? 'all'} made ${generatedAt ?? '?'}${source}${absent}${into}`;
}

/** The least widths that most values have; a longer one moves the rest of its row. */
const WIDTHS = [24, 12, 16, 36, 36];

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => clean(cell).padEnd(WIDTHS[at] ?? 0)).join('  ');
}

/** A log may hold what its callers sent: nothing of it steers a terminal. */
const clean = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
