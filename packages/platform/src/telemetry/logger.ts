import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { scrubbed } from './scrub.ts';

export type Logger = PinoLogger;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type LogFormat = 'pretty' | 'json';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Members that never reach a log, at the top of a line and one and two levels below it. */
const SECRET_MEMBERS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'databaseUrl',
  'idempotencyKey',
  '["set-cookie"]',
  '["idempotency-key"]',
  '["proxy-authorization"]',
];

function secretPaths(): string[] {
  const below = (prefix: string) =>
    SECRET_MEMBERS.map((member) => (member.startsWith('[') ? `${prefix}${member}` : `${prefix}.${member}`));
  return [...SECRET_MEMBERS, ...below('*'), ...below('*.*')];
}

/**
 * Structured logs. Two locks on secrets: members by name, and then whatever still looks like a
 * credential in the finished line (a token or a URL's password inside an error's message).
 */
export function createLogger(options: LoggerOptions): Logger {
  const pretty = {
    colorize: process.stdout.isTTY === true,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss.l',
  };
  const destination =
    options.format === 'pretty'
      ? PinoPretty({
          ...pretty,
          ...(options.destination === undefined ? {} : { destination: options.destination }),
        })
      : (options.destination ?? pino.destination({ fd: 1, sync: false }));
  return pino(
    {
      level: options.level,
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths: secretPaths(), censor: '[redacted]' },
      hooks: { streamWrite: scrubbed },
    },
    destination,
  );
}
