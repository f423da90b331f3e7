import { isCalendarDate } from '@quotewright/kernel';
import { z } from 'zod';

/* Texts of the catalog document. Control characters are refused: names end up in lists, files and mails. */

const MAX_ID_LENGTH = 128;

/** What people call a thing in URLs, files and rules; stable, case-sensitive. */
export const idSchema = z
  .string()
  .max(MAX_ID_LENGTH)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'must be letters, digits, ".", "_" and "-", and start with a letter or digit',
  );

/** A market, channel or customer type. */
export const codeSchema = z
  .string()
  .max(64)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'must be letters, digits, ".", "_" and "-", and start with a letter or digit',
  );

const LINE = /^[^\p{Cc}\u2028\u2029]*$/u;
const PARAGRAPHS = /^[^\p{Cc}]*$/u;

/** One line of text that is not blank. */
export const lineSchema = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => text.trim() !== '', 'must not be blank')
    .refine((text) => LINE.test(text) && text.isWellFormed(), 'must be one line without control characters');

/** Text with line breaks and tabs. */
export const paragraphSchema = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (text) => PARAGRAPHS.test(text.replaceAll(/[\n\r\t]/g, '')) && text.isWellFormed(),
      'must not contain control characters',
    );

export const dateSchema = z.string().refine(isCalendarDate, 'must be a date such as "2026-03-01"');

/** A list that is read as a set. */
export const setOf = <Item extends z.ZodType<string>>(item: Item, max: number) =>
  z
    .array(item)
    .max(max)
    .refine((items) => new Set(items).size === items.length, 'must not name anything twice');

const memberName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'must be a name of letters, digits, ".", "_" and "-"');

const fewMembers = (members: object) => Object.keys(members).length <= 200;

/** Facts for people and other systems; no rule reads them. */
export const attributesSchema = z
  .record(
    memberName,
    z.union([lineSchema(1_000), z.number(), z.boolean()], 'must be a text, number or boolean'),
  )
  .refine(fewMembers, 'must have at most 200 members');

/** The ids other systems know a thing by. */
export const externalIdsSchema = z
  .record(memberName, lineSchema(200))
  .refine(fewMembers, 'must have at most 200 members');
