const MOST = 100;

/**
 * Whether it is asked about a text for the first time, for what is to be said once. Knows a hundred texts; about all others the answer
 * is no, because somebody else may make them up.
 */
export function firstTimes(): (text: string) => boolean {
  const known = new Set<string>();
  return (text) => {
    if (known.has(text) || known.size >= MOST) return false;
    known.add(text);
    return true;
  };
}
