import type { Json } from './symbols.ts';

/** One request of the sequence, the same in every world: what only the world knows (ids, ETags) stands in it as a symbol. */
export interface Step {
  /** Who asks; a role, and the name of the person who has it. */
  readonly as: Person;
  readonly operation: string;
  /** Values of the path; `$q1` stands for what the world bound to it. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Json;
  /** The representation whose ETag is sent in `If-Match`, by the name under which an earlier step kept it. */
  readonly ifMatch?: string;
  /** Under which name the answer's ETag is kept. */
  readonly keepsTag?: string;
  /** Symbols that are bound to members of the answer: `{ '$q1': 'id' }`; `items.-1.id` is the last one's. */
  readonly binds?: Readonly<Record<string, string>>;
}

export type Person = 'admin' | 'sales' | 'approver';

/** What happens to one thing from its beginning to its end, step by step. Stories are told interleaved. */
export type Story = readonly Step[];

/** A context's stories. `number` is different for each, so that names do not meet. */
export type Storyteller = (random: Chance, number: number) => Story;

export interface Chance {
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** Whether something of this likelihood happens. */
  chance(likelihood: number): boolean;
  pick<T>(items: readonly T[]): T;
}
