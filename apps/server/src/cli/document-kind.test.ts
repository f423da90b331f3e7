import { describe, expect, it } from 'vitest';
import { type DocumentFormat, documentKind } from './document-kind.ts';

const kind = (file: string, text: string, format?: DocumentFormat) =>
  documentKind(file, Buffer.from(text), format);

describe('how a file is read', () => {
  it.each<[string, string, DocumentFormat | undefined, string, string]>([
    ['a.json', 'x', undefined, 'application/json', 'catalog'],
    ['a.YAML', '{}', undefined, 'application/yaml', 'catalog'],
    ['a.yml', '', undefined, 'application/yaml', 'catalog'],
    ['catalog', '\ufeff \n{"a": 1}', undefined, 'application/json', 'catalog'],
    ['catalog.txt', 'format: x', 'yaml', 'application/yaml', 'catalog'],
    ['a.yaml', '[]', 'json', 'application/json', 'catalog'],
    ['offerings.json', '[]', 'tmf620', 'application/json', 'tmf620'],
    ['offerings.yaml', '- id: 1', 'tmf620', 'application/yaml', 'tmf620'],
    ['offerings', '[', 'tmf620', 'application/json', 'tmf620'],
  ])('%s is, beginning with %j and asked for as %s, %s holding a %s', (file, text, format, media, holds) => {
    expect(kind(file, text, format)).toEqual({ media, format: holds });
  });

  it.each(['a.txt', 'a', 'a.json.bak'])('%s is not guessed at when nothing says it', (file) => {
    expect(() => kind(file, 'format: x')).toThrow(/--format/);
  });
});
