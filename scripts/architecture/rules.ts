import { contextShapeRule } from './context-shape-rule.ts';
import { importRule, knownFoldersRule } from './import-rules.ts';
import { lockfileRule } from './lockfile-rule.ts';
import {
  exactVersionsRule,
  manifestDirectionRule,
  referencesRule,
  shippedDependenciesRule,
} from './manifest-rules.ts';
import { namingRule } from './naming-rule.ts';
import { purityRule } from './purity-rule.ts';
import { sizeRule } from './size-rule.ts';
import type { Rule, Violation, Workspace } from './workspace.ts';

/** All that is enforced besides oxlint, types and knip. */
export const rules: readonly Rule[] = [
  importRule,
  knownFoldersRule,
  purityRule,
  namingRule,
  sizeRule,
  contextShapeRule,
  exactVersionsRule,
  manifestDirectionRule,
  shippedDependenciesRule,
  referencesRule,
  lockfileRule,
];

export function violationsIn(workspace: Workspace): readonly Violation[] {
  return rules.flatMap((rule) => rule.check(workspace));
}

/** `contexts/x/src/a.ts:3  drivers  'pg': only adapters …` */
export function violationText({ rule, file, line, message }: Violation): string {
  return `${file}${line === undefined ? '' : `:${line}`}  ${rule}  ${message}`;
}
