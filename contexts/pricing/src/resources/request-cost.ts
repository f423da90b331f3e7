/** Lines that are priced for one unit, after those that the price of the route pays for. */
const LINES_OF_A_UNIT = 10;

/** Units on top of what any simulation costs: a request of 1,000 lines is a hundred times the work of a small one. */
export const costOfLines = ({ lines }: { readonly lines: readonly unknown[] }): number =>
  Math.floor(lines.length / LINES_OF_A_UNIT);
