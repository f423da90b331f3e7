import { randomBytes } from 'node:crypto';

/** Chance as a port, so that a seed replays it. */
export interface Random {
  /** In [0, 1). For jitter and sampling. */
  fraction(): number;
  /** 128 random bits as text; unguessable outside of tests. */
  token(): string;
}

export const systemRandom: Random = {
  fraction: Math.random,
  token: () => randomBytes(16).toString('base64url'),
};
