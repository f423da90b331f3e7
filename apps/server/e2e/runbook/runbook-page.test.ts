import { describe, expect, it } from 'vitest';
import { gapsOf, parseRunbookPage } from './runbook-page.ts';

const fenced = (language: string, text: string, indent = '') =>
  [`\`\`\`${language}`, ...text.split('\n'), '```'].map((line) => `${indent}${line}`).join('\n');

const page = (...lines: readonly string[]) => parseRunbookPage('a-page', lines.join('\n'));

describe('a page of the runbook', () => {
  it('has its blocks in order, also those that are indented within a step', () => {
    const { blocks } = page(
      '**Do.** First:',
      fenced('sh', 'quotewright doctor'),
      '1. One.',
      fenced('sql', 'select 1;\n  -- more', '   '),
      fenced('text', 'a\n…', '   '),
      '2. Two.',
      fenced('sh', 'one', '   '),
      fenced('sh', 'two', '   '),
      '**Over when** it is over.',
      fenced('sh', 'three'),
    );
    expect(blocks).toEqual([
      { id: 'do', language: 'sh', text: 'quotewright doctor\n' },
      { id: '1', language: 'sql', text: 'select 1;\n  -- more\n', shown: 'a\n…\n' },
      { id: '2', language: 'sh', text: 'one\n' },
      { id: '2.2', language: 'sh', text: 'two\n' },
      { id: 'over', language: 'sh', text: 'three\n' },
    ]);
  });

  it('has steps of its own in each section', () => {
    const { steps } = page(
      '**Do.** Look.',
      '',
      '## When it is lost',
      '**Do.**',
      '1. One.',
      fenced('sh', 'one'),
    );
    expect(steps.map(({ id }) => id)).toEqual(['do', 'when-it-is-lost/1']);
  });

  it('does not take a line within a block for the beginning of a step', () => {
    const { steps } = page('**Do.**', '1. One.', fenced('sh', "cat <<'END'\n2. no step\nEND"));
    expect(steps.map(({ id }) => id)).toEqual(['1']);
  });

  it('is refused where a number is there twice, or an answer is shown to nothing', () => {
    expect(() => page('**Do.**', '1. One.', '1. Again.')).toThrow('the place 1 is there twice');
    expect(() => page('**Do.**', fenced('text', 'an answer'))).toThrow('shows an answer to nothing');
  });
});

describe('the gaps of a page', () => {
  it('are none, where each step is typed or is a decision with a reason', () => {
    const whole = page(
      '**Do.**',
      '1. One: `quotewright doctor` tells.',
      fenced('sh', 'quotewright doctor', '   '),
      '2. Tell those concerned. <!-- decision: a person talks to people -->',
    );
    expect(gapsOf(whole)).toEqual([]);
  });

  it.each([
    ['a page without blocks', ['Only words.'], 'a-page: there is nothing to type'],
    [
      'a step without a block',
      ['**Do.**', '1. One.', fenced('sh', 'one', '   '), '2. Two.'],
      'a-page: step 2 has no block and is declared no decision',
    ],
    [
      'a section that says what to do and shows nothing',
      [fenced('sh', 'one'), '## Memory', '**Do.** Look around.'],
      'a-page: step memory/do has no block and is declared no decision',
    ],
    [
      'a decision with commands',
      ['**Do.**', '1. One. <!-- decision: it is a matter of taste -->', fenced('sh', 'one', '   ')],
      'a-page: step 1 is declared a decision and has a block',
    ],
    [
      'a decision without a reason',
      [fenced('sh', 'one'), '**Do.**', '1. One. <!-- decision: think -->'],
      'a-page: step 1 is declared a decision without a reason',
    ],
    [
      'an answer that may be anything',
      [fenced('sh', 'quotewright doctor'), fenced('text', '…')],
      'a-page: what seen prints is not said',
    ],
    [
      'a command in a sentence',
      [fenced('sh', 'quotewright doctor'), 'Then `quotewright caches reconcile --tenant <id>`.'],
      'a-page: "quotewright caches reconcile" stands in a sentence and in no block',
    ],
  ])('are found: %s', (_what, lines, gap) => {
    expect(gapsOf(page(...lines))).toEqual([gap]);
  });
});
