import { describe, expect, it } from 'vitest';
import { type Finding, findingCollector } from './finding.ts';

const finding = (severity: Finding['severity'], code: string): Finding => ({
  severity,
  code,
  section: 'catalog/offerings@1',
  pointer: '',
  message: code,
});

describe('a report of findings', () => {
  it('counts all, lists the first hundred, and errors before warnings', () => {
    const collector = findingCollector();
    for (let index = 0; index < 150; index += 1) collector.add(finding('warning', `w${index}`));
    expect(collector.hasErrors()).toBe(false);
    for (let index = 0; index < 60; index += 1) collector.add(finding('error', `e${index}`));
    expect(collector.hasErrors()).toBe(true);
    const { findings, ...counts } = collector.report();
    expect(counts).toEqual({ errors: 60, warnings: 150, truncated: true });
    expect(findings).toHaveLength(100);
    expect([findings[0]?.code, findings[59]?.code, findings[60]?.code]).toEqual(['e0', 'e59', 'w0']);
  });

  it('says that it is whole when it is', () => {
    const collector = findingCollector();
    collector.add(finding('warning', 'w'));
    expect(collector.report()).toMatchObject({ errors: 0, warnings: 1, truncated: false });
  });
});
