/** What happened, in one line: the driver's errors hold whole replies, and each other. */
export function reasonOf(error: unknown): string {
  return [...new Set(messagesOf(error))].join(': ');
}

function messagesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const inner = error instanceof AggregateError ? error.errors.slice(0, 3) : [error.cause];
  return [error.message, ...inner.filter((one) => one !== undefined).flatMap(messagesOf)];
}
