import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { incompatibilities, type Schema } from './event-compatibility.ts';

const schemaOf = (schema: z.ZodType): Schema => z.toJSONSchema(schema);

const base = {
  id: z.string(),
  state: z.enum(['open', 'closed']),
  note: z.string().exactOptional(),
  lines: z.array(z.object({ quantity: z.int() })),
  origin: z.object({ channel: z.string() }).nullable(),
};

const before = schemaOf(z.object(base));

const against = (shape: z.ZodRawShape) => incompatibilities(before, schemaOf(z.object(shape)));

describe('a version of an event', () => {
  it.each<[string, z.ZodRawShape]>([
    ['the same', base],
    ['the same members in another order', Object.fromEntries(Object.entries(base).toReversed())],
    ['a description', { ...base, id: base.id.describe('Opaque.') }],
    ['another optional member', { ...base, more: z.number().exactOptional() }],
    [
      'another optional member of a line',
      {
        ...base,
        lines: z.array(z.object({ quantity: z.int(), unit: z.string().exactOptional() })),
      },
    ],
    [
      'another optional member of what may be null',
      { ...base, origin: z.object({ channel: z.string(), partner: z.string().exactOptional() }).nullable() },
    ],
  ])('may get %s', (_, shape) => {
    expect(against(shape)).toEqual([]);
  });

  const { id: _id, ...withoutId } = base;
  const { note: _note, ...withoutNote } = base;

  it.each<[string, z.ZodRawShape, string]>([
    ['lose a member', withoutId, '/properties/id: the member is gone'],
    ['lose an optional member', withoutNote, '/properties/note: the member is gone'],
    ['rename a member', { ...withoutId, quoteId: z.string() }, '/properties/id: the member is gone'],
    ['change a type', { ...base, id: z.int() }, '/properties/id: "type" was "string" and is "integer"'],
    ['get a required member', { ...base, more: z.string() }, 'the schema: "more" was not required and is'],
    [
      'require an optional member',
      { ...base, note: z.string() },
      'the schema: "note" was not required and is',
    ],
    [
      'leave out a required member',
      { ...base, id: z.string().exactOptional() },
      'the schema: "id" was required and is not',
    ],
    [
      'lose a value',
      { ...base, state: z.enum(['open']) },
      '/properties/state: "enum" was ["open","closed"] and is ["open"]',
    ],
    [
      'get a value that consumers do not know',
      { ...base, state: z.enum(['open', 'closed', 'lost']) },
      '/properties/state: "enum" was ["open","closed"] and is ["open","closed","lost"]',
    ],
    [
      'narrow a text',
      { ...base, id: z.string().max(10) },
      '/properties/id: "maxLength" was absent and is 10',
    ],
    [
      'change a line',
      { ...base, lines: z.array(z.object({ quantity: z.int().positive() })) },
      '/properties/lines/items/properties/quantity: "exclusiveMinimum" was absent and is 0',
    ],
    [
      'have null where there was none',
      { ...base, id: z.string().nullable() },
      '/properties/id: "type" was "string" and is ["string","null"]',
    ],
    [
      'change what may be null',
      { ...base, origin: z.object({ channel: z.int() }).nullable() },
      '/properties/origin/anyOf/0/properties/channel: "type" was "string" and is "integer"',
    ],
  ])('must not %s', (_, shape, problem) => {
    expect(against(shape)).toContain(problem);
  });

  it.each([
    ['get', [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }]],
    ['lose', [{ type: 'string' }]],
    ['change', [{ type: 'string' }, { type: 'number' }]],
  ])('must not %s an alternative', (_, anyOf) => {
    expect(incompatibilities({ anyOf: [{ type: 'string' }, { type: 'integer' }] }, { anyOf })).toHaveLength(
      1,
    );
  });

  it('must not stop to have members at all', () => {
    expect(incompatibilities(before, { type: 'object' })).not.toEqual([]);
  });
});
