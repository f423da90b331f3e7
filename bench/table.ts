/** What is no measurement: verdicts and counts, one row per question, one column per candidate. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** How the candidates were set up, and what the words mean. */
  readonly notes: readonly string[];
}

export interface TableRow {
  readonly label: string;
  /** One for each column. */
  readonly cells: readonly string[];
}

/** The lines to print: columns as wide as their widest cell. */
export function linesOf({ title, columns, rows, notes }: Table): readonly string[] {
  const all: readonly TableRow[] = [{ label: title, cells: columns }, ...rows];
  const first = Math.max(...all.map(({ label }) => label.length));
  const widths = columns.map((_, at) => Math.max(...all.map(({ cells }) => (cells[at] ?? '').length)));
  const line = ({ label, cells }: TableRow) =>
    [label.padEnd(first), ...widths.map((width, at) => (cells[at] ?? '').padEnd(width))].join('  ').trimEnd();
  return [...all.map(line), ...notes];
}
