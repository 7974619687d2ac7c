import type { ImportedBlock } from './imported-book.ts';

/** The title of a chapter that is made of what stands before the first and has no name. */
export const frontMatter = 'Front matter';

/** Breaks only where there are scenes on both sides: none beside headings, none twice. */
export function tidySceneBreaks(blocks: readonly ImportedBlock[]): ImportedBlock[] {
  const isText = (block: ImportedBlock | undefined) =>
    block !== undefined && block.kind !== 'heading' && block.kind !== 'scene-break';
  const nextOther = (at: number) => blocks.slice(at + 1).find(({ kind }) => kind !== 'scene-break');
  return blocks.filter(
    ({ kind }, at) => kind !== 'scene-break' || (isText(blocks[at - 1]) && isText(nextOther(at))),
  );
}

export function headingBlock(text: string, level: number): ImportedBlock {
  return { kind: 'heading', level, lines: [text] };
}
