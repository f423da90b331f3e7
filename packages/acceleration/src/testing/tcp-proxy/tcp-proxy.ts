import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Clock, systemClock } from '@quotewright/kernel';
import { systemTimers, type Timers } from '../../ports/index.ts';
import { SeededRandom } from '../seeded-random.ts';
import { Pipe, type PipeStats } from './pipe.ts';
import { type ProxyFault, type ProxyFaultKind, ProxyFaults } from './proxy-fault.ts';

const loopback = '127.0.0.1';

export interface TcpProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  /** A whole number, 0 to 2^32 − 1, for jitter and wrong bits. */
  readonly seed: number;
  readonly clock?: Clock;
  readonly timers?: Timers;
}

export interface TcpProxyStats {
  readonly accepted: number;
  readonly open: number;
  /** Connections that were ended by `reset` and by `truncate`. */
  readonly reset: number;
  readonly truncated: number;
  readonly request: Readonly<PipeStats>;
  readonly reply: Readonly<PipeStats>;
}

export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  readonly stats: TcpProxyStats;
  /** Switches a fault on, also for connections that exist, in place of one of its kind. */
  set(fault: ProxyFault): Promise<void>;
  /** Ends a kind of fault, or all. */
  heal(kind?: ProxyFaultKind): Promise<void>;
  /** Resets what is open. */
  close(): Promise<void>;
}

interface Connection {
  end(fault?: 'reset' | 'truncate'): void;
}

/** A proxy on a free loopback port that does to a connection what networks and dying servers do. */
export async function tcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const { target, seed, clock = systemClock, timers = systemTimers } = options;
  const random = new SeededRandom(seed);
  const faults = new ProxyFaults();
  const connections = new Set<Connection>();
  const counts = { accepted: 0, reset: 0, truncated: 0 };
  const request: PipeStats = { passed: 0, held: 0, corrupted: 0 };
  const reply: PipeStats = { passed: 0, held: 0, corrupted: 0 };

  function accept(client: Socket): void {
    counts.accepted += 1;
    client.on('error', () => {});
    if (resetsAtOnce(faults)) {
      counts.reset += 1;
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    client.setNoDelay(true);
    const connection: Connection = { end };
    connections.add(connection);
    const common = { faults, clock, timers, cut: end };
    const name = counts.accepted;
    const pipes = [
      new Pipe({
        ...common,
        from: client,
        to: server,
        direction: 'request',
        random: random.fork(`request ${name}`),
        stats: request,
      }),
      new Pipe({
        ...common,
        from: server,
        to: client,
        direction: 'reply',
        random: random.fork(`reply ${name}`),
        stats: reply,
      }),
    ];

    function end(fault?: 'reset' | 'truncate'): void {
      if (!connections.delete(connection)) return;
      for (const pipe of pipes) pipe.stop();
      server.resetAndDestroy();
      if (fault === 'truncate') {
        counts.truncated += 1;
        client.destroySoon();
      } else {
        if (fault === 'reset') counts.reset += 1;
        client.resetAndDestroy();
      }
    }

    server.on('error', () => end());
    client.on('error', () => end());
    // Half a connection may end; what is under way in the other direction still arrives.
    client.on('close', () => end());
    server.on('close', () => {
      if (server.errored !== null || client.writableEnded) end();
    });
  }

  let listener = await listen(0, accept);
  const { port } = listener;

  return {
    host: loopback,
    port,
    get stats() {
      return { ...counts, open: connections.size, request: { ...request }, reply: { ...reply } };
    },
    async set(fault) {
      faults.set(fault);
      if (resetsAtOnce(faults)) for (const connection of connections) connection.end('reset');
      if (fault.kind === 'refuse') await listener.stop();
    },
    async heal(kind) {
      const refused = faults.of('refuse') !== undefined;
      faults.remove(kind);
      if (refused && faults.of('refuse') === undefined) listener = await listen(port, accept);
    },
    async close() {
      for (const connection of connections) connection.end();
      await listener.stop();
      faults.remove();
    },
  };
}

function resetsAtOnce(faults: ProxyFaults): boolean {
  const reset = faults.of('reset');
  return reset !== undefined && reset.afterReplyBytes === undefined;
}

interface Listener {
  readonly port: number;
  stop(): Promise<void>;
}

async function listen(port: number, accept: (client: Socket) => void): Promise<Listener> {
  const server: Server = createServer({ allowHalfOpen: true }, accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return { port: address.port, stop: () => stopListening(server) };
}

/** Stops at once; waiting for the end of what was accepted, as `close` does, could take for ever. */
function stopListening(server: Server): Promise<void> {
  server.close();
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
