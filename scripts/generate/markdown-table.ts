/** A Markdown table; a `|` or line break in a cell must not end the cell. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function cellText(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replace(/\s+/g, ' ').trim();
}

/** A generated page: the remark keeps people from editing what the next run replaces. */
export function markdownPage(title: string, ...blocks: readonly string[]): string {
  return `${[`# ${title}`, '<!-- Made by `npm run generate`; edit the program, not this page. -->', ...blocks].join('\n\n')}\n`;
}
