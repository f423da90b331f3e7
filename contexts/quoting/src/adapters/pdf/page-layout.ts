import { leading, type TextStyle } from './text-style.ts';
import { type Measure, wrapText } from './wrap-text.ts';

/** A4 in points. */
export const PAGE = { width: 595.28, height: 841.89 } as const;
export const LEFT = 42;
export const RIGHT = PAGE.width - LEFT;
const TOP = 42;
const BOTTOM = PAGE.height - 60;

/** Something at its place on a page, in points from the upper left corner. */
export type Mark =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly x: number;
      readonly y: number;
      readonly style: TextStyle;
    }
  | {
      readonly kind: 'rule';
      readonly y: number;
      readonly from: number;
      readonly to: number;
      readonly weight: number;
      readonly colour: string;
    };

/** A column of text: from `x` on, or up to `x` where it is aligned to the right. */
export interface Column {
  readonly x: number;
  readonly width: number;
  readonly align?: 'right';
}

/** A paragraph in its column. */
export interface Cell {
  readonly column: Column;
  readonly text: string;
  readonly style: TextStyle;
}

/** Puts text on pages, from the top down. Knows all pages before the first is drawn: each can say how many there are. */
export class PageLayout {
  readonly pages: Mark[][] = [];
  readonly measure: Measure;
  /** Where the next row begins. */
  y: number = TOP;
  /** Repeated at the top of each new page. */
  onNewPage: () => void = () => {};

  constructor(measure: Measure) {
    this.measure = measure;
    this.pages.push([]);
  }

  newPage(): void {
    this.pages.push([]);
    this.y = TOP;
    this.onNewPage();
  }

  /** A new page, unless so much has room on this one. */
  keepTogether(height: number): void {
    if (this.y + height > BOTTOM) this.newPage();
  }

  mark(mark: Mark): void {
    this.pages.at(-1)?.push(mark);
  }

  rule(weight: number, colour: string, from: number = LEFT, to: number = RIGHT): void {
    this.mark({ kind: 'rule', y: this.y, from, to, weight, colour });
  }

  line(text: string, { x, align }: Column, style: TextStyle): void {
    const left = align === 'right' ? x - this.measure(text, style) : x;
    this.mark({ kind: 'text', text, x: left, y: this.y, style });
  }

  linesOf({ text, style, column }: Cell): readonly string[] {
    return wrapText(text, style, column.width, this.measure);
  }

  /** Paragraphs below each other. */
  stack(cells: readonly Cell[]): void {
    for (const cell of cells) this.row([cell]);
  }

  /** Paragraphs beside each other. Goes on on the next page where it has to, line by line. */
  row(cells: readonly Cell[]): void {
    const columns = cells.map((cell) => ({ ...cell, lines: this.linesOf(cell) }));
    const height = Math.max(...cells.map(({ style }) => leading(style)));
    const count = Math.max(...columns.map(({ lines }) => lines.length));
    for (let index = 0; index < count; index += 1) {
      this.keepTogether(height);
      for (const { lines, column, style } of columns) {
        const text = lines[index];
        if (text !== undefined && text !== '') this.line(text, column, style);
      }
      this.y += height;
    }
  }
}
