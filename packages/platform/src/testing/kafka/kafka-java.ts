import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { KafkaHome } from './kafka-home.ts';

/** A test broker lives for seconds: it is to start fast and need little. Its log tells when it has started. */
export const JVM = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];

/** Runs a tool of the broker's jars. Rejects with what it says when it fails. */
export async function runJava({ java, classPath }: KafkaHome, args: readonly string[]): Promise<void> {
  await promisify(execFile)(java, ['-Xmx128m', ...JVM, '-cp', classPath, ...args]);
}
