import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command } from 'ioredis';
import type { Client } from './client.ts';

const folder = new URL('../../../redis/lua/', import.meta.url);

/** A script of `redis/lua`: its file names the number of keys, or says `n` for as many as it is given. */
export interface Script {
  readonly source: string;
  readonly sha: string;
  readonly keys: number | 'n';
}

type Argument = string | Buffer | number;

export function loadScript(name: string): Script {
  const keys = name.slice(name.lastIndexOf('-') + 1);
  const source = readFileSync(new URL(`${name}.lua`, folder), 'utf8');
  return {
    source,
    sha: createHash('sha1').update(source).digest('hex'),
    keys: keys === 'n' ? keys : Number(keys),
  };
}

/**
 * Runs by hash. A server that does not know it (restarted, flushed, failed over, another node of the cluster) is sent the
 * source, once. Strings in the reply are Buffers.
 */
export async function runScript(
  client: Client,
  script: Script,
  keys: readonly string[],
  args: readonly Argument[],
): Promise<unknown> {
  const call = [script.sha, script.keys === 'n' ? keys.length : script.keys, ...keys, ...args];
  try {
    return await send(client, 'evalsha', call);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return send(client, 'eval', call.with(0, script.source));
  }
}

/** The driver's own methods for scripts decode replies to text, or break under automatic pipelining. */
function send(client: Client, name: 'eval' | 'evalsha', args: Argument[]): Promise<unknown> {
  const command = new Command(name, args, { replyEncoding: null });
  client.sendCommand(command);
  return command.promise;
}
