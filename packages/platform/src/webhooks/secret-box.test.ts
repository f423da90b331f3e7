import { describe, expect, it } from 'vitest';
import { secretBox } from './secret-box.ts';

const secret = 'whsec_c2VjcmV0';

describe('a kept secret', () => {
  it('cannot be read without the key, nor under another key or label', () => {
    const kept = secretBox('the key').seal(secret, 'acme/1');
    expect(kept).not.toContain(secret.slice(6));
    expect(secretBox('the key').open(kept, 'acme/1')).toBe(secret);
    expect(secretBox('the key').open(kept, 'globex/1')).toBeUndefined();
    expect(secretBox('another').open(kept, 'acme/1')).toBeUndefined();
    expect(secretBox().open(kept, 'acme/1')).toBeUndefined();
  });

  it('looks different each time', () => {
    const box = secretBox('the key');
    expect(box.seal(secret, 'acme/1')).not.toBe(box.seal(secret, 'acme/1'));
  });

  it('cannot be read once it is damaged', () => {
    const box = secretBox('the key');
    const kept = box.seal(secret, 'acme/1');
    const bytes = Buffer.from(kept.slice('sealed:'.length), 'base64');
    for (const at of bytes.keys()) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] as number) ^ 1;
      expect(box.open(`sealed:${damaged.toString('base64')}`, 'acme/1')).toBeUndefined();
    }
    for (const text of ['sealed:', 'sealed:AAAA', 'other', ''])
      expect(box.open(text, 'acme/1')).toBeUndefined();
  });

  it('is as it is where there is no key, and readable when there is one later', () => {
    const kept = secretBox().seal(secret, 'acme/1');
    expect(secretBox().open(kept, 'acme/1')).toBe(secret);
    expect(secretBox('a key').open(kept, 'acme/1')).toBe(secret);
  });
});
