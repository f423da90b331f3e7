import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOfPrograms } from '@quotewright/acceleration/testing';

const KAFKA = '4.3.1';
const OLDEST_JAVA = 17;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

const run = promisify(execFile);

/** The broker's jars on this machine, and where its class archive is or will be. */
export interface KafkaHome {
  readonly java: string;
  readonly classPath: string;
  /** Halves the time to start. Made once; a Java that it does not fit ignores it. */
  readonly classArchive: string;
}

/** Why this machine cannot run a private Kafka, or undefined when it can. */
export async function kafkaMissing(): Promise<string | undefined> {
  const java = program('java');
  if (java === undefined) return 'no java on PATH';
  const version = await javaVersion(java);
  if (version < OLDEST_JAVA) return `Java ${version} is too old, Kafka needs ${OLDEST_JAVA}`;
  if (existsSync(folder()) || program('mvn') !== undefined) return undefined;
  return 'no mvn on PATH to fetch Kafka with';
}

/** Fetches the jars by Maven unless an earlier run has. */
export async function kafkaHome(): Promise<KafkaHome> {
  const missing = await kafkaMissing();
  if (missing !== undefined) throw new Error(missing);
  if (!existsSync(folder())) await fetchJars();
  const jars = (await readdir(folder())).filter((name) => name.endsWith('.jar')).sort();
  return {
    java: program('java') as string,
    // Named one by one, in one order: a class archive is for exactly one class path.
    classPath: jars.map((name) => join(folder(), name)).join(':'),
    classArchive: join(folder(), 'classes.jsa'),
  };
}

function folder(): string {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'quotewright', `kafka-${KAFKA}`);
}

function program(name: string): string | undefined {
  const found = folderOfPrograms([name]);
  return found === undefined ? undefined : join(found, name);
}

async function javaVersion(java: string): Promise<number> {
  const { stderr } = await run(java, ['-version']);
  return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
}

/** Into a folder of its own that takes its name when it is complete: two runs may fetch at once. */
async function fetchJars(): Promise<void> {
  await mkdir(join(folder(), '..'), { recursive: true });
  const draft = await mkdtemp(`${folder()}-`);
  try {
    const project = join(draft, 'pom.xml');
    await writeFile(project, PROJECT);
    const args = ['-B', '-q', '-f', project, COPY, '-DincludeScope=runtime', `-DoutputDirectory=${draft}`];
    await run(program('mvn') as string, args);
    await rename(draft, folder()).catch((error: unknown) => {
      if (!existsSync(folder())) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const dependency = (group: string, artifact: string, version: string) =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const PROJECT = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>quotewright</groupId>
  <artifactId>test-broker</artifactId>
  <version>${KAFKA}</version>
  <packaging>pom</packaging>
  <dependencies>
    ${dependency('org.apache.kafka', 'kafka_2.13', KAFKA)}
    ${dependency('org.slf4j', 'slf4j-simple', '1.7.36')}
  </dependencies>
</project>
`;
