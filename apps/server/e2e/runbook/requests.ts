/** A question for a price that needs no account. */
export const secureSeats = (quantity: number): object => ({
  currency: 'EUR',
  lines: [{ id: '1', offeringId: 'secure-seat', quantity: String(quantity) }],
});

/** An account to be made. */
export const customer = (name: string): object => ({
  name,
  type: 'customer',
  segment: 'enterprise',
  market: 'de',
  customerType: 'business',
});
