import type { Redis } from 'ioredis';
import type { NodeProcess } from '../peers/node-processes.ts';
import type { RaceNode, RacePeer } from '../peers/peer.ts';

/** One interleaving, run in a process of its own for every peer. */
export interface Scenario {
  /** Kebab-case. */
  readonly name: string;
  /** The rows of the table that it fills. */
  readonly labels: readonly string[];
  /** Milliseconds after which the process is killed and the cell says HANGS. */
  readonly timeout: number;
  /** One cell for each label. */
  run(stage: Stage): Promise<readonly string[]>;
}

/** What a scenario plays with. All of it is closed or undone afterwards. */
export interface Stage {
  readonly peer: RacePeer;
  /** One for all scenarios that play on the same stage; keys of another stage are never met. */
  readonly namespace: string;
  /** The server that the peer keeps its entries on. */
  readonly redis: Redis;
  /** A server of its own for the truth of several processes: never frozen. */
  readonly truth: Redis;
  /** How long a soak takes. */
  readonly soakSeconds: number;
  /** Another node of the installation in this process; `commandTimeout` in milliseconds. */
  node(commandTimeout?: number): Promise<RaceNode>;
  /** Another node in a process of its own. */
  process(): Promise<NodeProcess>;
  /** SIGSTOP and SIGCONT for the server of the entries. */
  freeze(): void;
  thaw(): void;
}

export const KEY = 'offer-1001';

/** A client's limit for one command, milliseconds: what careful operators set. */
export const COMMAND_TIMEOUT = 1_000;

export const verdict = (fresh: boolean): string => (fresh ? 'ok' : 'STALE');
