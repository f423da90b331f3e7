import { readdir, readFile } from 'node:fs/promises';
import { fencedBlocks, withoutBlocks } from '../code-blocks.ts';

const FOLDER = new URL('../../../../docs/runbook/', import.meta.url);

/** What somebody types who follows a page: a fenced block of a shell or of SQL. */
export interface TypedBlock {
  /** Where it stands: `2` is the second step, `2.2` the second block there, `memory/do` what the section "Memory" says to do. */
  readonly id: string;
  readonly language: 'sh' | 'sql';
  readonly text: string;
  /** What the page shows below it; `…` stands for anything. */
  readonly shown?: string;
}

/** A numbered step, or all that a section says to do where it has no numbers. */
export interface RunbookStep {
  readonly id: string;
  readonly blocks: readonly TypedBlock[];
  /** Why nothing is typed: `<!-- decision: … -->`. */
  readonly decision?: string;
}

export interface RunbookPage {
  readonly name: string;
  readonly steps: readonly RunbookStep[];
  /** All that is typed, from the top to the bottom, within steps and outside of them. */
  readonly blocks: readonly TypedBlock[];
  /** Commands within sentences. */
  readonly mentioned: readonly string[];
  /** Which tests a checkout of the release is to run. */
  readonly filters: readonly string[];
}

/** The names of all pages: `store-unavailable` is `docs/runbook/store-unavailable.md`. */
export async function runbookPages(): Promise<readonly string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3))
    .toSorted();
}

export async function readRunbookPage(name: string): Promise<RunbookPage> {
  return parseRunbookPage(name, await readFile(new URL(`${name}.md`, FOLDER), 'utf8'));
}

/** @throws Error where two steps of a section have one number, or a block is shown below nothing. */
export function parseRunbookPage(name: string, markdown: string): RunbookPage {
  const places = markdown.split(/^(?=## )/m).flatMap(placesOf);
  const ids = places.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`${name}: the place ${twice} is there twice`);
  const read = places.map((place) => ({ ...place, blocks: typedBlocks(name, place) }));
  return {
    name,
    steps: read.filter(({ isStep }) => isStep).map(stepOf),
    blocks: read.flatMap(({ blocks }) => blocks),
    mentioned: read.flatMap(({ text }) => commandsWithin(text)),
    filters: [...markdown.matchAll(/`npx node scripts\/test\.ts ([^`]+)`/g)].flatMap(([, words = '']) =>
      words.split(' '),
    ),
  };
}

/** A stretch of a page that is one step, or lies between steps. */
interface Place {
  readonly id: string;
  readonly text: string;
  readonly isStep: boolean;
}

function placesOf(section: string): readonly Place[] {
  const [, heading] = /^## (.+)$/m.exec(section) ?? [];
  const prefix = heading === undefined ? '' : `${heading.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}/`;
  const places: { id: string; lines: string[] }[] = [{ id: `${prefix}seen`, lines: [] }];
  let inFence = false;
  let isAfterGap = true;
  for (const line of section.split('\n')) {
    const id = inFence ? undefined : placeBegunBy(line, isAfterGap, places.length);
    if (line.trimStart().startsWith('```')) inFence = !inFence;
    isAfterGap = line === '';
    if (id !== undefined) places.push({ id: `${prefix}${id}`, lines: [] });
    places.at(-1)?.lines.push(line);
  }
  const numbered = places.some(({ id }) => /(?:^|\/)\d+$/.test(id));
  return places.map(({ id, lines }) => ({
    id,
    text: lines.join('\n'),
    isStep: numbered ? /(?:^|\/)\d+$/.test(id) : /(?:^|\/)do$/.test(id),
  }));
}

function placeBegunBy(line: string, isAfterGap: boolean, index: number): string | undefined {
  if (line.startsWith('**Do.**')) return 'do';
  if (line.startsWith('**Over when**')) return 'over';
  const [, number] = /^(\d+)\. /.exec(line) ?? [];
  if (number !== undefined) return number;
  // A paragraph at the margin ends the step before it.
  const isParagraph = isAfterGap && /^[^ `]/.test(line);
  return isParagraph ? `paragraph-${index}` : undefined;
}

function typedBlocks(page: string, { id, text }: Place): readonly TypedBlock[] {
  const blocks: TypedBlock[] = [];
  for (const { language, text: body } of fencedBlocks(text)) {
    if (language === 'sh' || language === 'sql') {
      const count = blocks.length + 1;
      blocks.push({ id: count === 1 ? id : `${id}.${count}`, language, text: body });
      continue;
    }
    const last = blocks.pop();
    if (last === undefined) throw new Error(`${page}: ${id} shows an answer to nothing`);
    blocks.push({ ...last, shown: body });
  }
  return blocks;
}

function stepOf({ id, text, blocks }: Place & { readonly blocks: readonly TypedBlock[] }): RunbookStep {
  const [, decision] = /<!-- decision: ([\s\S]*?) -->/.exec(text) ?? [];
  return { id, blocks, ...(decision !== undefined && { decision }) };
}

/** The command and its subcommands, without options and arguments. */
function commandsWithin(text: string): readonly string[] {
  const sentences = withoutBlocks(text);
  return [...sentences.matchAll(/`((?:npx )?(?:quotewright|curl|redis-cli|psql|openssl)(?: [^`]*)?)`/g)].map(
    ([, command = '']) => /^[a-z-]+(?: [a-z][a-z-]*(?= |$))*/.exec(command.replace('npx ', ''))?.[0] ?? '',
  );
}

const FEWEST_WORDS = 4;

/** What a test of the page would not run, in sentences; nothing, where every step is run or is nothing to be typed. */
export function gapsOf({ name, steps, blocks, mentioned }: RunbookPage): readonly string[] {
  const typed = blocks.map(({ text }) => text).join('\n');
  return [
    ...(blocks.length === 0 ? [`${name}: there is nothing to type`] : []),
    ...steps.flatMap((step) => gapOf(step).map((gap) => `${name}: step ${step.id} ${gap}`)),
    ...blocks
      .filter(({ shown }) => shown !== undefined && /^[…\s]*$/.test(shown))
      .map(({ id }) => `${name}: what ${id} prints is not said`),
    ...mentioned
      .filter((command) => !typed.includes(command))
      .map((command) => `${name}: "${command}" stands in a sentence and in no block`),
  ];
}

function gapOf({ blocks, decision }: RunbookStep): readonly string[] {
  if (decision === undefined) return blocks.length === 0 ? ['has no block and is declared no decision'] : [];
  if (blocks.length > 0) return ['is declared a decision and has a block'];
  return decision.split(' ').length < FEWEST_WORDS ? ['is declared a decision without a reason'] : [];
}
