/** What a process says of its use of the store. */
export interface StoreUse {
  /** Breakers that let nothing through. */
  readonly open: number;
  /** Decisions of limits that the store has made. */
  readonly decisions: number;
}

/** From the text of its metrics. */
export function storeUseOf(metrics: string): StoreUse {
  const sum = (pattern: RegExp) =>
    [...metrics.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
  return {
    open: sum(/^redis_breaker_open(?:\{[^}]*\})? (\S+)$/gm),
    decisions: sum(/^redis_rate_limit_total\{[^}]*outcome="admitted"[^}]*\} (\S+)$/gm),
  };
}

/** Whether the store decides about the next request, and no breaker is open. */
export async function storeDecides(
  url: string,
  token: string,
  ask: () => Promise<unknown>,
): Promise<boolean> {
  const before = await storeUse(url, token);
  await ask();
  const after = await storeUse(url, token);
  return after.open === 0 && after.decisions > before.decisions;
}

async function storeUse(url: string, token: string): Promise<StoreUse> {
  const response = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${token}` } });
  return storeUseOf(await response.text());
}
