import { z } from 'zod';

/** A secret and the name by which what was made with it says so. */
export interface NamedSecret {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** The name of the secret that an installation has of itself, which no setting can give. */
export const INSTALLATION_SECRET_ID = 'installation';

const MAX_SECRETS = 8;
const MIN_BYTES = 32;
const ID = /^[\w.-]{1,32}$/;

/** `id:base64,id:base64`: distinct names, each with 32 bytes at least. Problems say which entry it is, and quote none. */
export const namedSecrets = z.string().transform((text, context): NamedSecret[] => {
  const entries = text.split(',').map((entry) => entry.trim());
  const found = entries.slice(0, MAX_SECRETS).map(readEntry);
  const ids = found.map((one) => (typeof one === 'string' ? undefined : one.id));
  const problems = found.flatMap((one, at) => {
    if (typeof one === 'string') return [`entry ${at + 1} ${one}`];
    const first = ids.indexOf(one.id);
    return first === at ? [] : [`entry ${at + 1} has the id of entry ${first + 1}`];
  });
  if (entries.length > MAX_SECRETS) problems.push(`there are more than ${MAX_SECRETS}`);
  if (problems.length === 0) return found as NamedSecret[];
  context.addIssue(`must be a list of id:base64: ${problems.join('; ')}`);
  return z.NEVER;
});

/** Or what is wrong with it. */
function readEntry(entry: string): NamedSecret | string {
  const colon = entry.indexOf(':');
  if (colon === -1) return 'has no colon between id and secret';
  const id = entry.slice(0, colon);
  if (!ID.test(id)) return 'must have an id of 1 to 32 letters, digits, dots, hyphens or underscores';
  if (id === INSTALLATION_SECRET_ID) return `must have another id than ${INSTALLATION_SECRET_ID}`;
  const written = entry.slice(colon + 1);
  const secret = Buffer.from(written, 'base64');
  // Node reads anything as base64; only what it would write itself means what it says.
  if (secret.toString('base64') !== written) return 'has a secret that is not base64';
  if (secret.length < MIN_BYTES) return `has a secret of ${secret.length} bytes: ${MIN_BYTES} are the least`;
  return { id, secret };
}
