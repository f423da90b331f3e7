import { inflateSync } from 'node:zlib';

/** Objects of a PDF as pdfkit writes them: by number, each with its dictionary and its unpacked stream. */
interface PdfObject {
  readonly dictionary: string;
  readonly stream: string;
}

type Objects = ReadonlyMap<string, PdfObject>;

/** The text of each page, one line per piece of text, in the order it was drawn. */
export function pdfText(bytes: Uint8Array): readonly string[] {
  const objects = objectsOf(Buffer.from(bytes).toString('latin1'));
  const fonts = new Map<string, readonly string[]>();
  const pages = [...objects.values()].filter(({ dictionary }) => dictionary.includes('/Type /Page\n'));
  return pages.map(({ dictionary }) => {
    const resources = referred(objects, dictionary, 'Resources').dictionary;
    for (const [, name = '', font = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      if (!fonts.has(name)) {
        const { dictionary: described } = objects.get(font) as PdfObject;
        fonts.set(name, charactersOf(referred(objects, described, 'ToUnicode').stream));
      }
    }
    return drawnText(referred(objects, dictionary, 'Contents').stream, fonts);
  });
}

function objectsOf(raw: string): Objects {
  const found = raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g);
  return new Map([...found].map(([, number = '', body = '']) => [number, objectOf(body)]));
}

function objectOf(body: string): PdfObject {
  const begin = body.indexOf('stream\n');
  if (begin < 0) return { dictionary: body, stream: '' };
  const dictionary = body.slice(0, begin);
  const packed = Buffer.from(body.slice(begin + 7, body.lastIndexOf('\nendstream')), 'latin1');
  return {
    dictionary,
    stream: dictionary.includes('/FlateDecode') ? inflateSync(packed).toString('latin1') : '',
  };
}

function referred(objects: Objects, dictionary: string, name: string): PdfObject {
  const number = new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1] ?? '';
  return objects.get(number) ?? { dictionary: '', stream: '' };
}

/** Characters by glyph, from a map of ranges that begin at every 256th glyph. */
function charactersOf(map: string): readonly string[] {
  const characters: string[] = [];
  for (const [, first = '', list = ''] of map.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    const glyphs = [...list.matchAll(/<([^>]*)>/g)];
    for (const [index, [, codes = '']] of glyphs.entries()) {
      const units = codes.split(' ').map((code) => Number.parseInt(code, 16));
      characters[Number.parseInt(first, 16) + index] = String.fromCharCode(...units);
    }
  }
  return characters;
}

function drawnText(content: string, fonts: ReadonlyMap<string, readonly string[]>): string {
  let characters: readonly string[] = [];
  let text = '';
  for (const [, font, array] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
    if (font !== undefined) characters = fonts.get(font) ?? [];
    if (array === undefined) continue;
    const glyphs = [...array.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    text += `${glyphs.map((glyph) => characters[Number.parseInt(glyph, 16)] ?? '').join('')}\n`;
  }
  return text;
}
