/**
 * Whether this was printed where a page shows that: a line `…` stands for any number of lines, also none; within a line `…` stands for
 * anything, which may go over several lines.
 */
export function isShown(shown: string, printed: string): boolean {
  const lines = shown.trimEnd().split('\n');
  const pattern = lines
    .map((line, index) => {
      const end = index === lines.length - 1 ? '' : '\\n';
      return line === '…' ? `(?:[\\s\\S]*${end})?` : `${patternOf(line)}${end}`;
    })
    .join('')
    .replace(/\\n\(\?:\[\\s\\S\]\*\)\?$/, '(?:\\n[\\s\\S]*)?');
  return new RegExp(`^${pattern}$`).test(printed.trimEnd());
}

function patternOf(line: string): string {
  return line
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[\\s\\S]*?');
}
