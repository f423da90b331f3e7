import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export interface FontFiles {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

const require = createRequire(import.meta.url);

let files: Promise<FontFiles> | undefined;

/** DejaVu Sans: Latin, Greek, Cyrillic and more. Read once, when the first document is made. */
export function fontFiles(): Promise<FontFiles> {
  // A disk that fails once must not spoil all documents to come.
  files ??= readFontFiles().catch((error: unknown) => {
    files = undefined;
    throw error;
  });
  return files;
}

async function readFontFiles(): Promise<FontFiles> {
  const [regular, bold] = await Promise.all([
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  ]);
  return { regular, bold };
}

const ASCII = /^[\x20-\x7e]*$/;

/** The text with a visible replacement for each character that the font cannot show, and on one line. */
export function showable(text: string, has: (codePoint: number) => boolean): string {
  if (ASCII.test(text)) return text;
  return Array.from(text.toWellFormed(), (character) => {
    if (/[\p{Cc}\u2028\u2029]/u.test(character)) return ' ';
    return has(character.codePointAt(0) as number) ? character : '\ufffd';
  }).join('');
}
