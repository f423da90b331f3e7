import { parseFeatureLine } from './parse-feature-line.ts';
import { tokenReader } from './token-reader.ts';
import { shown, type UvlErrors } from './uvl-errors.ts';
import type { UvlLine } from './uvl-lines.ts';
import { MAX_DEPTH, type UvlFeature, type UvlGroup } from './uvl-model.ts';

const MAX_FEATURES = 20_000;

/** What an open line of the tree is: lines below it that are further in belong to it. */
type Open = { readonly indent: number } & (
  | { readonly what: 'feature'; readonly name: string }
  | { readonly what: 'group'; readonly index: number; readonly written: WrittenGroup }
  /** A line with an error: nothing is known of what is below it. */
  | { readonly what: 'unknown' }
);

type WrittenGroup = Omit<UvlGroup, 'members'> & { readonly members: string[] };

export interface FeatureTree {
  readonly features: ReadonlyMap<string, UvlFeature>;
  add(line: UvlLine): void;
  /** The groups, after the last line. */
  end(): readonly UvlGroup[];
}

/** Builds the tree line by line. Features and groups take turns from level to level. */
export function featureTree(errors: UvlErrors): FeatureTree {
  const features = new Map<string, UvlFeature>();
  const groups: WrittenGroup[] = [];
  /** Groups that have a line below them, even if that has an error. */
  const inhabited = new Set<number>();
  const open: Open[] = [];
  let isTooLarge = false;

  const addFeature = (line: UvlLine, group: Extract<Open, { what: 'group' }> | undefined): Open => {
    const [first] = line.tokens;
    if (group !== undefined) inhabited.add(group.index);
    const written = parseFeatureLine(line, errors);
    if (written === undefined) return { what: 'unknown', indent: line.indent };
    const { name } = written;
    const before = features.get(name);
    if (before !== undefined) {
      errors.add(first, `the feature ${shown(name)} is in line ${before.line} already`);
      return { what: 'unknown', indent: line.indent };
    }
    features.set(name, { ...written, line: first.line, ...(group && { group: group.index }) });
    group?.written.members.push(name);
    return { what: 'feature', indent: line.indent, name };
  };

  const addGroup = (line: UvlLine, parent: string): Open => {
    const header = parseGroupLine(line, errors);
    if (header === undefined) return { what: 'unknown', indent: line.indent };
    const written = { ...header, parent, members: [], line: line.tokens[0].line };
    return { what: 'group', indent: line.indent, index: groups.push(written) - 1, written };
  };

  return {
    features,
    add(line) {
      const [first] = line.tokens;
      if (isTooLarge) return;
      const outer = open[0];
      while (open.length > 0 && (open.at(-1) as Open).indent > line.indent) open.pop();
      const sibling = open.at(-1);
      if (sibling !== undefined && sibling.indent === line.indent) open.pop();
      else if (outer !== undefined && open.length === 0) {
        errors.add(first, 'the line is further out than the root feature');
        open.push(outer);
        return;
      }
      const parent = open.at(-1);
      if (parent === undefined && features.size > 0) {
        errors.add(first, 'there is one root feature: this line must be further in');
        open.push({ what: 'unknown', indent: line.indent });
      } else if (open.length > 2 * MAX_DEPTH) {
        errors.add(first, `the tree is more than ${MAX_DEPTH} features deep`);
        isTooLarge = true;
      } else if (parent?.what === 'unknown') {
        open.push({ what: 'unknown', indent: line.indent });
      } else if (parent?.what === 'feature') {
        open.push(addGroup(line, parent.name));
      } else {
        open.push(addFeature(line, parent));
        isTooLarge = features.size > MAX_FEATURES;
        if (isTooLarge) errors.add(first, `there are more than ${MAX_FEATURES} features`);
      }
    },
    end() {
      return groups.map((group, index) => {
        const { kind, members, lower, line } = group;
        if (!inhabited.has(index)) errors.add({ line, column: 1 }, 'the group has no features');
        const upper = Math.min(group.upper, members.length);
        return { ...group, upper, lower: kind === 'mandatory' ? upper : lower };
      });
    },
  };
}

const BOUNDS = {
  mandatory: [0, Number.POSITIVE_INFINITY],
  optional: [0, Number.POSITIVE_INFINITY],
  or: [1, Number.POSITIVE_INFINITY],
  alternative: [1, 1],
} as const;

type GroupHeader = Pick<UvlGroup, 'kind' | 'lower' | 'upper'>;

/** One of the words, or `[n]`, `[n..m]`, `[n..*]`. */
function parseGroupLine(line: UvlLine, errors: UvlErrors): GroupHeader | undefined {
  const reader = tokenReader(line, errors);
  const { text, kind } = line.tokens[0];
  let header: GroupHeader | undefined;
  if (kind === 'name' && Object.hasOwn(BOUNDS, text)) {
    reader.take();
    const word = text as keyof typeof BOUNDS;
    header = { kind: word, lower: BOUNDS[word][0], upper: BOUNDS[word][1] };
  } else if (reader.takeSymbol('[')) {
    const lower = wholeNumber(reader.take()?.text);
    const upper = reader.takeSymbol('..') ? wholeNumber(reader.take()?.text, '*') : lower;
    if (reader.takeSymbol(']') && lower !== undefined && upper !== undefined)
      header = { kind: 'cardinality', lower, upper };
  }
  if (header === undefined || reader.next !== undefined) {
    reader.refuse('a group is expected here: mandatory, optional, or, alternative, [n] or [n..m]');
    return undefined;
  }
  if (header.lower > header.upper) {
    errors.add(line.tokens[0], `no number is from ${header.lower} to ${header.upper}`);
    return undefined;
  }
  return header;
}

function wholeNumber(text: string | undefined, unbounded?: string): number | undefined {
  if (text === undefined) return undefined;
  if (text === unbounded) return Number.POSITIVE_INFINITY;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
