import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { MATH } from './syntax';

/** A text in parts that are drawn one by one, and together as the whole text is: paragraphs, lists, tables and so on. */
export interface Blocks {
  /** Will not change, however the text goes on. */
  settled: readonly string[];
  /** How much of the text they are. */
  settledLength: number;
  /** The rest, which may still become something else. */
  open: string;
  markdown: string;
}

/** What is shorter is drawn as quickly as it is taken apart. */
const WORTH_IT = 1_500;

/**
 * Where addresses or footnotes stand apart from what refers to them, every part may depend on every other: such a text stays
 * whole. Its label may begin within lists and quotations, and take several lines.
 */
const DEFINITION = /^[\s>*+\-\d.)]*\[(?:[^\]\\]|\\.)+\]:/m;

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath, MATH);

/**
 * Takes a text apart between its outermost blocks. Of a text that has grown since `before`, only what is new is read: Markdown
 * is read line by line, and a block that another has followed after an empty line is closed for good. The last line counts once it is whole: what
 * looks like a number may become the next point of the list before it. `ended`: nothing will follow.
 */
export function blocksOf(markdown: string, before: Blocks | null, ended = false): Blocks {
  if (markdown.length < WORTH_IT || DEFINITION.test(markdown)) {
    return { settled: [], settledLength: 0, open: markdown, markdown };
  }
  const goesOn = before !== null && markdown.startsWith(before.markdown.slice(0, before.settledLength));
  const { settled, settledLength } = goesOn ? before : { settled: [], settledLength: 0 };
  const rest = markdown.slice(settledLength);
  const lines = ended ? rest : rest.slice(0, rest.lastIndexOf('\n') + 1);
  const starts = parser
    .parse(lines)
    .children.slice(1)
    .map(({ position }) => lines.lastIndexOf('\n', position!.start.offset! - 1) + 1)
    .filter((start) => isAfterEmptyLine(lines, start));
  const closed = [0, ...starts].slice(0, -1).map((start, at) => rest.slice(start, starts[at]));
  const closedLength = starts.at(-1) ?? 0;
  return {
    settled: closed.length > 0 ? [...settled, ...closed] : settled,
    settledLength: settledLength + closedLength,
    open: rest.slice(closedLength),
    markdown,
  };
}

/** What begins right under another block may be read as something else than it would be by itself: `2.` begins no list there. */
function isAfterEmptyLine(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start - 2) + 1, start).trim() === '';
}
