/** A fenced block of a Markdown text. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
}

const FENCE = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

/** In their order, without the indentation that a block within a list has. */
export function fencedBlocks(markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(FENCE)].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** Everything but its blocks. */
export function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(FENCE, '');
}

/** The blocks of one section (from its heading to the next of the same level). */
export function codeBlocks(markdown: string, heading: string): readonly CodeBlock[] {
  const section = markdown.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`));
  if (section === undefined) throw new Error(`there is no section "${heading}"`);
  return fencedBlocks(section);
}

/** Whether an output is what a block shows; `…` stands for anything. */
export function shows(expected: string, actual: string): boolean {
  const pattern = expected
    .trimEnd()
    .split('…')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(actual.trimEnd());
}
