import type { TextStyle } from './text-style.ts';

/** How wide a text is in a style, in points. */
export type Measure = (text: string, style: TextStyle) => number;

/** Cuts a text into lines that fit: between words, and inside a word only where it is wider than a line. */
export function wrapText(text: string, style: TextStyle, width: number, measure: Measure): readonly string[] {
  if (measure(text, style) <= width) return [text];
  const space = measure(' ', style);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ')) {
    for (const piece of piecesOf(word, style, width, measure)) {
      const needed = measure(piece, style);
      // Only the first piece of a word has a space before it; the others always begin a line.
      if (line !== '' && used + space + needed <= width) {
        line += ` ${piece}`;
        used += space + needed;
      } else {
        if (line !== '') lines.push(line);
        line = piece;
        used = needed;
      }
    }
  }
  return [...lines, line];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function piecesOf(word: string, style: TextStyle, width: number, measure: Measure): readonly string[] {
  if (measure(word, style) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const { segment } of graphemes.segment(word)) {
    const needed = measure(segment, style);
    if (piece !== '' && used + needed > width) {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += segment;
    used += needed;
  }
  return [...pieces, piece];
}
