/** Levels that recursion goes down; below it a list on the heap, so that no nesting exhausts the stack. */
const RECURSION = 200;

/**
 * Freezes a tree of plain objects and arrays, such as `JSON.parse` makes, and allocates nothing for it unless it is very
 * deep. Members named `__proto__` are members like others. No cycles.
 */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) freezeTree(value, 0);
  return value;
}

function freezeTree(node: object, depth: number): void {
  if (depth >= RECURSION) {
    freezeDeep(node);
    return;
  }
  if (Array.isArray(node)) {
    for (let index = 0; index < node.length; index++) {
      const child: unknown = node[index];
      if (typeof child === 'object' && child !== null) freezeTree(child, depth + 1);
    }
  } else {
    for (const name in node) {
      const child = (node as Record<string, unknown>)[name];
      if (typeof child === 'object' && child !== null) freezeTree(child, depth + 1);
    }
  }
  Object.freeze(node);
}

function freezeDeep(root: object): void {
  const waiting: object[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    Object.freeze(node);
    for (const child of Object.values(node) as unknown[])
      if (typeof child === 'object' && child !== null) waiting.push(child);
  }
}
