import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** How secrets are kept in a row. `label` says whose it is: a sealed secret opens under its own label only. */
export interface SecretBox {
  seal(secret: string, label: string): string;
  /** Undefined: it was sealed under another key or label, or is damaged. */
  open(kept: string, label: string): string | undefined;
}

const PLAIN = 'plain:';
const SEALED = 'sealed:';
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * With a key: AES-256-GCM, so that a copy of the table alone signs nothing. Without one secrets are kept as they are. Either opens
 * what was kept before there was a key.
 */
export function secretBox(secretKey?: string): SecretBox {
  const key =
    secretKey === undefined
      ? undefined
      : Buffer.from(hkdfSync('sha256', secretKey, '', 'quotewright webhook secrets', 32));
  return {
    seal(secret, label) {
      if (key === undefined) return `${PLAIN}${secret}`;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(label));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${SEALED}${Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64')}`;
    },
    open(kept, label) {
      if (kept.startsWith(PLAIN)) return kept.slice(PLAIN.length);
      if (key === undefined || !kept.startsWith(SEALED)) return undefined;
      return unsealed(Buffer.from(kept.slice(SEALED.length), 'base64'), key, label);
    },
  };
}

function unsealed(bytes: Buffer, key: Buffer, label: string): string | undefined {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(label))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
