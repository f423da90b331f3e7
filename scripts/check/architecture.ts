import { resolve } from 'node:path';
import { rules, violationsIn, violationText } from '../architecture/rules.ts';
import { linesOf, sizesOf } from '../architecture/size-rule.ts';
import { readWorkspace, sourcesOf } from '../architecture/workspace.ts';

const workspace = await readWorkspace(resolve(import.meta.dirname, '../..'));
const violations = violationsIn(workspace);
for (const violation of violations) console.error(violationText(violation));

const { files, median, p90, max } = sizesOf(sourcesOf(workspace).map(([, text]) => linesOf(text)));
console.log(`${rules.length} rules, ${files} files: median ${median}, p90 ${p90}, longest ${max} lines`);
if (violations.length > 0) {
  console.error(`${violations.length} violations`);
  process.exitCode = 1;
}
