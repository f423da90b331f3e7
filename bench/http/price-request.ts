/** A simulation of so many lines, each of another offering as long as there are enough. */
export function priceRequest(offeringIds: readonly string[], lines: number): string {
  return JSON.stringify({
    lines: Array.from({ length: lines }, (_, at) => ({
      id: `line-${at}`,
      offeringId: offeringIds[at % offeringIds.length],
      quantity: String(1 + (at % 7)),
    })),
  });
}

/** Those of the offerings that have a price; `ask` answers a problem for each line without one. */
export async function pricedOfferings(
  offeringIds: readonly string[],
  ask: (
    body: string,
  ) => Promise<{ readonly status: number; readonly errors: readonly { readonly pointer: string }[] }>,
): Promise<readonly string[]> {
  const { status, errors } = await ask(priceRequest(offeringIds, offeringIds.length));
  if (status === 200) return offeringIds;
  const refused = new Set(errors.map(({ pointer }) => Number(/^\/lines\/(\d+)/.exec(pointer)?.[1])));
  return offeringIds.filter((_, at) => !refused.has(at));
}
