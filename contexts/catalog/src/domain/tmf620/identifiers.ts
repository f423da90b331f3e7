import { sha256 } from '@quotewright/kernel';

/*
 * TMF620 takes any text as an id; ours are letters, digits, ".", "_" and "-". What fits stays as it is. What does not
 * is made to fit, always in the same way, with a piece of its hash, so that two ids never become one.
 */

const FITS = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const HASH_LENGTH = 8;

/** The id of an offering, specification or category. */
export function fittedId(text: string): string {
  return fitted(text, 128);
}

/** A channel, segment or place. */
export function fittedCode(text: string): string {
  return fitted(text, 64);
}

function fitted(text: string, max: number): string {
  if (text.length <= max && FITS.test(text)) return text;
  const readable = readableId(text).slice(0, max - HASH_LENGTH - 1);
  const hash = sha256(text.toWellFormed()).slice(0, HASH_LENGTH);
  return readable === '' ? `x-${hash}` : `${readable}-${hash}`;
}

/**
 * The id of a characteristic or of one of its values, made of its name. Without a hash, to be read in rules: two of one
 * specification that become equal are refused.
 */
export function localId(name: string): string {
  if (name.length <= 128 && FITS.test(name)) return name;
  const readable = readableId(name);
  return readable === '' || readable.length > 100 ? fitted(name, 128) : readable;
}

function readableId(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._]+/g, '-')
    .replace(/^[-._]+/, '')
    .replace(/-$/, '');
}
