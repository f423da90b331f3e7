import type { Section } from '@quotewright/catalog';
import { jsonPointer } from '@quotewright/kernel';
import type { BuildFinding, FindingPath } from '../builder/build-report.ts';
import type { OfferingRules, Rule, RulesItem } from './rule-document.schema.ts';

/** The rules of one offering, from all its items, and where each of them stands. */
export interface CollectedRules {
  readonly rules: OfferingRules;
  /** Of a path into `rules`, the place in the section; undefined where the path leads to no rule. */
  pointerTo(path: FindingPath): string | undefined;
}

export interface SectionFinding extends Pick<BuildFinding, 'severity' | 'code' | 'message'> {
  readonly pointer: string;
}

export interface RulesByOffering {
  readonly byOffering: ReadonlyMap<string, CollectedRules>;
  /** Items of offerings that are not there, ids that two rules of one offering have. */
  readonly findings: readonly SectionFinding[];
}

interface PlacedRule {
  readonly rule: Rule;
  readonly item: number;
  readonly index: number;
}

/** Joins items of one offering in the order of the section. Linear. */
export function collectRules(
  { items }: Section<RulesItem>,
  offerings: { has(offeringId: string): boolean },
): RulesByOffering {
  const findings: SectionFinding[] = [];
  const placed = new Map<string, PlacedRule[]>();
  for (const [item, { id, offeringId = id, rules }] of items.entries()) {
    if (!offerings.has(offeringId)) {
      const pointer = jsonPointer(['items', item, offeringId === id ? 'id' : 'offeringId']);
      const message = `there is no offering "${offeringId}"`;
      findings.push({ severity: 'error', code: 'OFFERING_UNKNOWN', pointer, message });
      continue;
    }
    const known = placed.get(offeringId) ?? [];
    placed.set(offeringId, known);
    for (const [index, rule] of rules.entries()) known.push({ rule, item, index });
  }
  for (const [offeringId, rules] of placed) findings.push(...duplicates(offeringId, rules));
  const byOffering = new Map([...placed].map(([id, rules]) => [id, collected(id, rules)]));
  return { byOffering, findings };
}

function collected(id: string, placed: readonly PlacedRule[]): CollectedRules {
  return {
    rules: { id, rules: placed.map(({ rule }) => rule) },
    pointerTo([first, at, ...rest]) {
      const found = first === 'rules' && typeof at === 'number' ? placed[at] : undefined;
      return found && jsonPointer(['items', found.item, 'rules', found.index, ...rest]);
    },
  };
}

function* duplicates(offeringId: string, placed: readonly PlacedRule[]): Generator<SectionFinding> {
  const seen = new Set<string>();
  for (const { rule, item, index } of placed) {
    if (!seen.has(rule.id)) {
      seen.add(rule.id);
      continue;
    }
    const pointer = jsonPointer(['items', item, 'rules', index, 'id']);
    const message = `"${offeringId}" has two rules "${rule.id}"`;
    yield { severity: 'error', code: 'DUPLICATE_ID', pointer, message };
  }
}
