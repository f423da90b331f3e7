import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderOfPrograms } from './programs.ts';
import { type RedisService, redisService } from './redis.ts';
import { type RedisAccess, redisCommand } from './redis-command.ts';
import { redisMissing, startRedisProcess } from './redis-process.ts';

/** Speaks TLS only, and lets in a user with a password and the given rights only. */
export interface TlsRedisService extends RedisService {
  readonly username: string;
  readonly password: string;
  /** PEM of the authority that the server's certificate is checked against. */
  readonly ca: string;
  /** The name it is made out to, besides 127.0.0.1. */
  readonly servername: string;
  /** As the administrator; the user may have no right to. */
  command(command: string, ...args: string[]): Promise<unknown>;
}

/** Why this machine cannot run it, or undefined when it can. */
export function tlsRedisMissing(): string | undefined {
  return redisMissing() ?? (folderOfPrograms(['openssl']) === undefined ? 'no openssl on PATH' : undefined);
}

/** `rules` are those of the user, as in `ACL SETUSER`: commands, keys, channels. */
export async function startTlsRedis(rules: readonly string[]): Promise<TlsRedisService> {
  const servername = 'redis.quotewright.test';
  const user = { username: 'cache', password: 'a password for tests' };
  const admin = { username: 'default', password: 'of-the-administrator' };
  const certificate = await selfSigned(servername);
  const { ca } = certificate;
  const access = (port: number): RedisAccess => ({ port, ...admin, tls: { ca, servername } });
  try {
    const process = await startRedisProcess({
      settings: (port) => ({
        port: '0',
        'tls-port': String(port),
        'tls-cert-file': certificate.certificateFile,
        'tls-key-file': certificate.keyFile,
        'tls-ca-cert-file': certificate.certificateFile,
        'tls-auth-clients': 'no',
      }),
      lines: [
        `user default on >${admin.password} ~* &* +@all`,
        `user ${user.username} reset on #${hash('sha256', user.password)} ${rules.join(' ')}`,
      ],
      answers: async (port) => (await redisCommand(access(port), 'PING')) === 'PONG',
    });
    const service = redisService(process, access(process.port));
    return {
      ...service,
      ...user,
      url: `rediss://127.0.0.1:${process.port}`,
      ca,
      servername,
      stop: async () => {
        await service.stop();
        await rm(certificate.directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(certificate.directory, { recursive: true, force: true });
    throw error;
  }
}

async function selfSigned(name: string) {
  const directory = await mkdtemp(join(tmpdir(), 'quotewright-tls-'));
  const [keyFile, certificateFile] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '1',
  ];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`];
  await promisify(execFile)('openssl', [...args, ...names, '-keyout', keyFile, '-out', certificateFile]);
  return { directory, keyFile, certificateFile, ca: await readFile(certificateFile, 'utf8') };
}
