/**
 * First words of error replies that mean that the server as a whole serves nobody, or must not be trusted with anything
 * (a demoted primary: its data are old, and invalidations are refused). Every other error reply is about one command or
 * one key, or about writes alone: OOM, MISCONF and NOREPLICAS refuse writes while reads are answered, WRONGTYPE is one
 * key's, NOSCRIPT is cured by the adapter. Such a server answers, and quickly: nothing is gained by not asking it.
 */
const SERVES_NOBODY: ReadonlySet<string> = new Set([
  'LOADING',
  'READONLY',
  'BUSY',
  'UNKILLABLE',
  'CLUSTERDOWN',
  'MASTERDOWN',
  'NOAUTH',
  'WRONGPASS',
]);

/** Errors of our own making on the way to the store or back. A breaker would turn one wrong line into an outage. */
const OURS: ReadonlySet<string> = new Set(['TypeError', 'RangeError', 'DomainError']);

/**
 * Whether a failed operation speaks against the store itself. Everything that is not known to be a reply does: connections
 * refused, reset or closed, the client's own timeouts, replies that cannot be parsed.
 */
export function speaksAgainstStore(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (error.name === 'ReplyError') return SERVES_NOBODY.has(firstWord(error.message));
  return !OURS.has(error.name);
}

function firstWord(message: string): string {
  const end = message.indexOf(' ');
  return end === -1 ? message : message.slice(0, end);
}
