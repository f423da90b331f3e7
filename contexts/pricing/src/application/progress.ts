/** How a long command tells how far it is, and learns that it shall stop at the next safe point. */
export interface Watch {
  progress?(done: number, total: number, unit: string): void;
  readonly signal?: AbortSignal;
}
