import { type Connection, connectTo } from './connection.ts';
import { hotReader, mixedReader, type Reader } from './readers.ts';
import type { Theatre } from './theatre.ts';
import { catalogWriter, configWriter, policyWriter, type Writer } from './writers.ts';

/** Who acts, round after round, on the same connections. */
export interface Cast {
  readonly readers: readonly Reader[];
  readonly writers: readonly Writer[];
  close(): void;
}

/** Two readers at each node; each of the three writers goes to any node. */
export function castOf({ nodes, tenant }: Pick<Theatre, 'nodes' | 'tenant'>): Cast {
  const { admin } = tenant.tokens;
  const opened: Connection[] = [];
  const oneToEach = () => {
    const connections = nodes.map(connectTo);
    opened.push(...connections);
    return connections;
  };
  return {
    readers: [
      ...oneToEach().map((connection, index) => hotReader(connection, index, tenant)),
      ...oneToEach().map((connection, index) => mixedReader(connection, nodes.length + index, tenant)),
    ],
    writers: [
      catalogWriter(oneToEach(), admin),
      configWriter(oneToEach(), admin),
      policyWriter(oneToEach(), admin),
    ],
    close: () => opened.forEach((connection) => connection.close()),
  };
}
