/** What runs beside requests, and how much of it at a time. */
export interface BackgroundPlaces {
  /** Consumers, what they set aside, their retries, and housekeeping: together. */
  readonly handling: number;
  /** Partitions of the outbox that are sent. */
  readonly partitions: number;
  /** Webhook deliveries. */
  readonly deliveries: number;
}

const ENOUGH = 8;

/**
 * None of them takes more than half of the connections: requests need the others. A send holds none, so partitions and deliveries
 * take theirs for moments only.
 */
export function backgroundPlaces(connections: number): BackgroundPlaces {
  const half = Math.max(1, Math.floor(connections / 2));
  const moments = Math.min(ENOUGH, half);
  return { handling: half, partitions: moments, deliveries: moments };
}
