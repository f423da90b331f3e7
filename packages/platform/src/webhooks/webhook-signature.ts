import { createHmac, randomBytes } from 'node:crypto';

/*
 * Signatures as the Standard Webhooks specification writes them: HMAC-SHA256 over `id.timestamp.body`, the key being the bytes behind
 * `whsec_`.
 */

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

export function newWebhookSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

export interface SignedMessage {
  /** Of the event: the same in every delivery. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly body: string;
}

/** The three headers. One signature for each secret: while a secret is being replaced a receiver may know either. */
export function signatureHeaders(message: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const { id, at, body } = message;
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
