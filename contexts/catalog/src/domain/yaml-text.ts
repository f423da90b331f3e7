/*
 * Writes what JSON can say as YAML 1.2: members and items on lines of their own, texts bare where every reader takes
 * them for text, and otherwise quoted as JSON quotes them. Own, because a catalog is large and a library builds a tree
 * of nodes first; what is needed of YAML is little.
 */

/**
 * In UTF-16 units, of what is read: reading takes one to two seconds and several hundred times the memory for each
 * million of them, in one go. What is written is no longer, so that it can be read again.
 */
export const MAX_YAML_LENGTH = 2 * 1_048_576;

/** Bare only what cannot be anything else, in YAML 1.1 neither: no "yes", no "1e3", no "12:30", no "~". */
const BARE = /^[A-Za-z][A-Za-z0-9_./@-]*(?: [A-Za-z0-9_./@(][A-Za-z0-9_./@()-]*)*$/;
const NOT_TEXT = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** Characters that JSON leaves as they are and YAML does not take, or readers take for ends of lines. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** `value` is what `JSON.parse` gives. */
export function yamlText(value: unknown): string {
  const lines: string[] = [];
  write(value, '', '', lines);
  return `${lines.join('\n')}\n`;
}

/** Adds the value's lines: the first behind `head`, the others behind `indent`. */
function write(value: unknown, head: string, indent: string, lines: string[]): void {
  if (typeof value !== 'object' || value === null) {
    lines.push(`${head}${scalar(value)}`);
  } else if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${head}[]`);
    for (const [index, item] of value.entries()) {
      write(item, `${index === 0 ? head : indent}- `, `${indent}  `, lines);
    }
  } else {
    const members = Object.entries(value);
    if (members.length === 0) lines.push(`${head}{}`);
    for (const [index, [name, member]] of members.entries()) {
      const start = `${index === 0 ? head : indent}${text(name)}:`;
      if (isNested(member)) {
        lines.push(start);
        write(member, `${indent}  `, `${indent}  `, lines);
      } else write(member, `${start} `, '', lines);
    }
  }
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return text(value);
  // A long whole number would be read as one that was rounded by mistake.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return (value as number).toExponential();
  return JSON.stringify(value);
}

function text(value: string): string {
  if (value.length <= 200 && BARE.test(value) && !NOT_TEXT.test(value)) return value;
  return JSON.stringify(value).replaceAll(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
