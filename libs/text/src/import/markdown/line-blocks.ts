import type { MarkdownIt } from 'markdown-it';

/** A line of a line block: `| The tide came in`. A table's rows end with a bar too. */
const line = /^\|(?: .*[^|\s]|)\s*$/;

/**
 * Pandoc's line blocks: lines that begin with a bar and a space keep their ends, as verse does. A bar
 * alone is an empty line.
 */
export function lineBlocks(markdown: MarkdownIt): void {
  markdown.block.ruler.before(
    'table',
    'line_block',
    (state, startLine, endLine, silent) => {
      const textAt = (at: number) =>
        state.src.slice((state.bMarks[at] ?? 0) + (state.tShift[at] ?? 0), state.eMarks[at]);
      let end = startLine;
      while (end < endLine && (state.sCount[end] ?? 0) >= state.blkIndent && line.test(textAt(end)))
        end++;
      if (end === startLine || /^\|?[\s:|-]*-[\s:|-]*$/.test(end < endLine ? textAt(end) : '')) {
        return false;
      }
      if (silent) return true;
      const lines = Array.from({ length: end - startLine }, (_, at) => textAt(startLine + at));
      state.push('line_block_open', 'div', 1).attrSet('class', 'verse');
      for (const [at, text] of lines.entries()) {
        if (at > 0) state.push('line_break', 'br', 0);
        const inline = state.push('inline', '', 0);
        inline.content = text.slice(1).trim();
        inline.map = [startLine + at, startLine + at + 1];
        inline.children = [];
      }
      state.push('line_block_close', 'div', -1);
      state.line = end;
      return true;
    },
    { alt: ['paragraph', 'blockquote', 'list'] },
  );
}
