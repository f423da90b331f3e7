import { z } from 'zod';

/** Text that people typed. Two patterns, each linear: one for both would backtrack, and zod runs it on any length. */
export const textSchema = (length: number) =>
  z
    .string()
    .max(length)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
    .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'must have visible characters');

/** What people and rules call a thing. */
export const codeSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'must be 1 to 100 letters, digits, ".", "_" or "-"');
