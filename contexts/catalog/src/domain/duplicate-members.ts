import { jsonPointer } from './json-pointer.ts';

interface Duplicate {
  readonly pointer: string;
  /** Where the second name begins. */
  readonly offset: number;
}

/** What is open at some point of the text: an object with its names so far, or an array. */
interface Open {
  readonly names?: Set<string>;
  step: string | number;
  atName: boolean;
}

/**
 * The members that a JSON text has twice. `JSON.parse` would keep the last and say nothing, so half of a document
 * could get lost. Expects text that `JSON.parse` accepted; one pass.
 */
export function duplicateMembers(text: string, most: number): readonly Duplicate[] {
  const found: Duplicate[] = [];
  const open: Open[] = [];
  for (let at = 0; at < text.length && found.length < most; at += 1) {
    const top = open.at(-1);
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (top?.names !== undefined && top.atName) {
        const name = JSON.parse(text.slice(at, end + 1)) as string;
        top.step = name;
        if (top.names.has(name))
          found.push({ pointer: jsonPointer(open.map(({ step }) => step)), offset: at });
        top.names.add(name);
      }
      at = end;
    } else if (character === '{') open.push({ names: new Set(), step: '', atName: true });
    else if (character === '[') open.push({ step: 0, atName: false });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ':' && top !== undefined) top.atName = false;
    else if (character === ',' && top !== undefined) {
      if (typeof top.step === 'number') top.step += 1;
      else top.atName = true;
    }
  }
  return found;
}

/** The offset of the closing quote. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return end;
}
