export const INK = '#1b2430';
export const SOFT = '#5b6675';
export const FAINT = '#d9dee5';
export const ACCENT = '#1f4e79';
const WARNING = '#9b1c1c';

export interface TextStyle {
  readonly font: 'regular' | 'bold';
  /** Points. */
  readonly size: number;
  readonly colour: string;
}

const style = (font: TextStyle['font'], size: number, colour: string = INK): TextStyle => ({
  font,
  size,
  colour,
});

export const styles = {
  seller: style('bold', 11, ACCENT),
  title: style('bold', 18),
  subtitle: style('regular', 10, SOFT),
  heading: style('bold', 9.5, ACCENT),
  body: style('regular', 8.5),
  label: style('regular', 8.5, SOFT),
  columnHead: style('bold', 7.5),
  item: style('bold', 8.5),
  quantity: style('regular', 8.5),
  charge: style('regular', 8),
  small: style('regular', 7, SOFT),
  total: style('bold', 10),
  warning: style('bold', 10, WARNING),
  warningText: style('regular', 7.5, WARNING),
  watermark: style('bold', 96, '#f6eeee'),
} as const satisfies Record<string, TextStyle>;

/** From one line of text to the next, in points. */
export function leading({ size }: TextStyle): number {
  return size * 1.4;
}
