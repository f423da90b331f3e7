import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@quotewright/acceleration/testing';
import { becomesTrue } from './becomes-true.ts';
import { formatKafka } from './kafka-format.ts';
import { type KafkaHome, kafkaHome } from './kafka-home.ts';
import { runJava } from './kafka-java.ts';
import { type KafkaProcess, runKafka } from './kafka-process.ts';
import type { KafkaCredentials } from './kafka-properties.ts';

/** Puts what the secure listener needs into the broker's directory; without it there is no such listener. */
type CredentialsIn = (directory: string) => Promise<KafkaCredentials>;

/** What the first broker on a machine needs, which may take longer than a test has: fetches 44 MB and starts one for a trial. */
export async function prepareKafka(): Promise<void> {
  const home = await kafkaHome();
  if (!existsSync(home.classArchive)) await archiveClasses(home);
}

export async function startKafkaProcess(credentialsIn?: CredentialsIn): Promise<KafkaProcess> {
  await prepareKafka();
  const home = await kafkaHome();
  return startOnFreePorts(home, [`-XX:SharedArchiveFile=${home.classArchive}`], credentialsIn);
}

/** A first run tells which classes a broker loads; they are written down when it ends. */
async function archiveClasses(home: KafkaHome): Promise<void> {
  const draft = `${home.classArchive}.${process.pid}`;
  const checks = ['-Xshare:on', '-XX:+VerifySharedSpaces', `-XX:SharedArchiveFile=${draft}`];
  const broker = await startOnFreePorts(home, [`-XX:ArchiveClassesAtExit=${draft}`]);
  // Not by `stop`, which does not wait as long as a busy machine needs to write them.
  process.kill(await broker.pid(), 'SIGTERM');
  const whole = await becomesTrue(async () => {
    if (existsSync(draft)) await runJava(home, [...checks, '-version']);
    return existsSync(draft);
  });
  await broker.stop();
  // A Java that cannot do this ignores an empty archive.
  if (!whole) await writeFile(draft, '');
  await rename(draft, home.classArchive);
}

/** Somebody else may take a free port before the broker does. */
async function startOnFreePorts(
  home: KafkaHome,
  jvm: readonly string[],
  credentialsIn?: CredentialsIn,
): Promise<KafkaProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const directory = await mkdtemp(join(tmpdir(), 'quotewright-kafka-'));
    try {
      const credentials = await credentialsIn?.(directory);
      const [plain, controller, secure] = [await freePort(), await freePort(), await freePort()];
      const ports = { plain, controller, ...(credentials === undefined ? {} : { secure }) };
      const configuration = await formatKafka(home, directory, ports, credentials);
      return await runKafka({ home, jvm, directory, configuration, ports });
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      if (attempt === 3) throw error;
    }
  }
}
