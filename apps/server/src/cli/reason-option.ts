import { InvalidArgumentError, Option } from 'commander';

/** As over HTTP. */
const LEAST = 3;
const MOST = 500;

/** Why something was ordered, for the audit trail; no order goes without. */
export const reasonOption = () =>
  new Option('--reason <text>', 'why; kept in the audit trail').makeOptionMandatory().argParser(reasonOf);

function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason.length < LEAST || reason.length > MOST) {
    throw new InvalidArgumentError(`say why, in ${LEAST} to ${MOST} characters`);
  }
  return reason;
}
