import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isListening, type ServerProcess, startServer } from '@quotewright/acceleration/testing';
import { becomesTrue } from './becomes-true.ts';
import type { KafkaHome } from './kafka-home.ts';
import { JVM } from './kafka-java.ts';
import type { KafkaPorts } from './kafka-properties.ts';

const STARTED = 'Kafka Server started';
/** Writes down its process id, which exec keeps. */
const WITH_PID = 'echo $$ > "$1"; shift; exec "$@"';

/** A broker process that can be stopped in every way there is, and started again on what it has written. */
export interface KafkaProcess {
  readonly ports: KafkaPorts;
  readonly directory: string;
  pid(): Promise<number>;
  /** SIGSTOP: connections stay open, nothing is answered. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** SIGKILL. Resolves when nobody listens any more. */
  kill(): Promise<void>;
  /** Starts it again on the same ports and data, after stopping it if need be. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface KafkaCommand {
  readonly home: KafkaHome;
  readonly jvm: readonly string[];
  readonly directory: string;
  readonly configuration: string;
  readonly ports: KafkaPorts;
}

/** Rejects with the broker's log when it does not start. */
export async function runKafka({
  home,
  jvm,
  directory,
  configuration,
  ports,
}: KafkaCommand): Promise<KafkaProcess> {
  const pidFile = join(directory, 'kafka.pid');
  const logFile = join(directory, 'server.log');
  const log = () => readFile(logFile, 'utf8');
  const pid = async () => Number(await readFile(pidFile, 'utf8'));
  const signal = async (name: NodeJS.Signals) => void process.kill(await pid(), name);

  async function launch(): Promise<ServerProcess> {
    await rm(logFile, { force: true });
    const java = [home.java, '-Xms128m', '-Xmx384m', ...JVM, ...jvm, '-cp', home.classPath];
    const server = startServer({
      program: 'sh',
      args: ['-c', WITH_PID, 'kafka', pidFile, ...java, 'kafka.Kafka', configuration],
      directory,
      logFile,
      stopSignal: 'TERM',
    });
    let ended = false;
    void server.exited.then(() => {
      ended = true;
    });
    const started = await becomesTrue(
      async () => (await log()).includes(STARTED),
      () => ended,
    );
    if (started) return server;
    await server.halt();
    throw new Error(`Kafka did not start: ${await log()}`);
  }

  let server = await launch();
  return {
    ports,
    directory,
    pid,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async kill() {
      await signal('SIGKILL');
      // Its process stays in the table until its keeper ends: the port tells.
      await becomesTrue(async () => !(await isListening(ports.plain)));
    },
    async restart() {
      await server.halt();
      server = await launch();
    },
    async stop() {
      await server.stop();
      // Where it did not start again, nobody else removes it.
      await rm(directory, { recursive: true, force: true });
    },
  };
}
