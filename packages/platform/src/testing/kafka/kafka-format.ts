import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaHome } from './kafka-home.ts';
import { runJava } from './kafka-java.ts';
import { type KafkaCredentials, type KafkaPorts, kafkaProperties } from './kafka-properties.ts';

/** Writes the configuration and prepares the data of a new cluster of one node. Returns the file of the configuration. */
export async function formatKafka(
  home: KafkaHome,
  directory: string,
  ports: KafkaPorts,
  credentials?: KafkaCredentials,
): Promise<string> {
  const configuration = join(directory, 'server.properties');
  await writeFile(configuration, kafkaProperties(ports, join(directory, 'data'), credentials));
  const cluster = randomBytes(16).toString('base64url');
  const users = credentials === undefined ? [] : scramUsers(credentials);
  const format = ['format', '--standalone', '-t', cluster, '-c', configuration, ...users];
  await runJava(home, ['kafka.tools.StorageTool', ...format]);
  return configuration;
}

function scramUsers({ username, password }: KafkaCredentials): string[] {
  return ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ]);
}
