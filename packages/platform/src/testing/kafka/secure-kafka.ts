import { execFile } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOfPrograms } from '@quotewright/acceleration/testing';
import { kafkaMissing } from './kafka-home.ts';
import { startKafkaProcess } from './start-kafka-process.ts';

/** A private broker whose listener wants TLS and a password, by PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. */
export interface SecureKafkaService {
  readonly brokers: readonly [string];
  readonly username: string;
  readonly password: string;
  /** PEM of the authority that its certificate is checked against. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** Why this machine cannot run it, or undefined when it can. */
export async function secureKafkaMissing(): Promise<string | undefined> {
  return (
    (await kafkaMissing()) ?? (folderOfPrograms(['openssl']) === undefined ? 'no openssl on PATH' : undefined)
  );
}

export async function startSecureKafka(): Promise<SecureKafkaService> {
  const user = { username: 'events', password: 'a password for tests' };
  let ca = '';
  const { ports, stop } = await startKafkaProcess(async (directory) => {
    const certificate = await selfSigned(directory);
    ca = certificate.ca;
    return { ...user, keyStoreFile: certificate.keyStoreFile };
  });
  return { ...user, ca, brokers: [`127.0.0.1:${ports.secure}`], stop };
}

async function selfSigned(directory: string): Promise<{ ca: string; keyStoreFile: string }> {
  const [keyStoreFile, certificateFile] = [
    join(directory, 'key-store.pem'),
    join(directory, 'certificate.pem'),
  ];
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    keyStoreFile,
  ];
  const name = ['-subj', '/CN=kafka.quotewright.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-days', '1', ...key, ...name, '-out', certificateFile];
  await promisify(execFile)('openssl', args);
  const ca = await readFile(certificateFile, 'utf8');
  await appendFile(keyStoreFile, ca);
  return { ca, keyStoreFile };
}
