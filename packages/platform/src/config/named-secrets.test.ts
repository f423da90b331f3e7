import { describe, expect, it } from 'vitest';
import { describeConfig } from './describe-settings.ts';
import { ConfigError, loadConfig } from './load-config.ts';

const secretOf = (fill: number, length = 32) => Buffer.alloc(length, fill).toString('base64');
const load = (text: string) => loadConfig({ QUOTEWRIGHT_CACHE_SECRETS: text });
function problemsOf(text: string): readonly string[] {
  try {
    load(text);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe('the secrets of copies', () => {
  it('are read in their order', () => {
    const { cacheSecrets } = load(`k2:${secretOf(2)}, k1:${secretOf(1, 48)}`);
    expect(cacheSecrets?.map(({ id, secret }) => [id, secret.length, secret[0]])).toEqual([
      ['k2', 32, 2],
      ['k1', 48, 1],
    ]);
  });

  it('need not be set', () => {
    expect(loadConfig({}).cacheSecrets).toBeUndefined();
    expect(load('').cacheSecrets).toBeUndefined();
  });

  it.each([
    ['a secret without a name', secretOf(1), 'entry 1 has no colon between id and secret'],
    ['an empty entry', `k1:${secretOf(1)},`, 'entry 2 has no colon between id and secret'],
    [
      'a name that no envelope can carry',
      `k 1:${secretOf(1)}`,
      'entry 1 must have an id of 1 to 32 letters, digits, dots, hyphens or underscores',
    ],
    [
      'the name of the installation’s own',
      `installation:${secretOf(1)}`,
      'entry 1 must have another id than installation',
    ],
    ['text that is not base64', 'k1:correct horse battery staple', 'entry 1 has a secret that is not base64'],
    ['base64 that was cut', `k1:${secretOf(1).slice(0, -1)}`, 'entry 1 has a secret that is not base64'],
    ['a short secret', `k1:${secretOf(1, 31)}`, 'entry 1 has a secret of 31 bytes: 32 are the least'],
    ['no secret', 'k1:', 'entry 1 has a secret of 0 bytes: 32 are the least'],
    ['a name twice', `k1:${secretOf(1)},k1:${secretOf(2)}`, 'entry 2 has the id of entry 1'],
    [
      'too many',
      Array.from({ length: 9 }, (_, at) => `k${at}:${secretOf(at)}`).join(),
      'there are more than 8',
    ],
  ])('are refused with %s', (_what, text, problem) => {
    expect(problemsOf(text)).toEqual([`QUOTEWRIGHT_CACHE_SECRETS must be a list of id:base64: ${problem}`]);
  });

  it('are refused with all their problems at once', () => {
    expect(problemsOf(`k1:${secretOf(1, 8)},k2`)).toEqual([
      'QUOTEWRIGHT_CACHE_SECRETS must be a list of id:base64: entry 1 has a secret of 8 bytes: 32 are the least; entry 2 has no colon between id and secret',
    ]);
  });

  it('are never shown', () => {
    const wrong = secretOf(7, 16);
    expect(problemsOf(`k1:${wrong}`).join()).not.toContain(wrong);
    const { QUOTEWRIGHT_CACHE_SECRETS: shown } = describeConfig(load(`k1:${secretOf(7)}`));
    expect(shown).toBe('[redacted]');
  });
});
