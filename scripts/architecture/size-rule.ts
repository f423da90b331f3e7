import { type Rule, sourcesOf } from './workspace.ts';

/** Lines of a source file. The limit is also oxlint's `max-lines`; the other two look at all files together. */
export const sizeLimits = { median: 100, p90: 250, max: 400 } as const;

export interface Sizes {
  readonly files: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export function linesOf(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

/** Nearest-rank percentiles of the given line counts. */
export function sizesOf(lines: readonly number[]): Sizes {
  const sorted = lines.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { files: sorted.length, median: at(0.5), p90: at(0.9), max: at(1) };
}

export const sizeRule: Rule = {
  name: 'sizes',
  check: (workspace) => {
    const counted = sourcesOf(workspace).map(([file, text]) => ({ file, lines: linesOf(text) }));
    const sizes = sizesOf(counted.map(({ lines }) => lines));
    const tooLong = counted
      .filter(({ lines }) => lines > sizeLimits.max)
      .map(({ file, lines }) => ({
        rule: 'sizes',
        file,
        message: `${lines} lines; the limit is ${sizeLimits.max}`,
      }));
    const onTheWhole = (['median', 'p90'] as const)
      .filter((measure) => sizes[measure] > sizeLimits[measure])
      .map((measure) => ({
        rule: 'sizes',
        file: '.',
        message: `the ${measure} of ${sizes.files} files is ${sizes[measure]} lines; the limit is ${sizeLimits[measure]}`,
      }));
    return [...tooLong, ...onTheWhole];
  },
};
