import type { RedisService } from '@quotewright/acceleration/testing';
import { until } from './rehearsal.ts';

/** The keys in Redis of copies whose key has this in it, once there are any. */
export async function copiesIn({ command }: RedisService, part: string): Promise<readonly string[]> {
  let found: readonly string[] = [];
  await until(`Redis has a copy of ${part}`, async () => {
    found = (await command('KEYS', `*${part}*`)) as string[];
    return found.length > 0;
  });
  return found;
}
