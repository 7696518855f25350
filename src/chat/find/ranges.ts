import { foldWithPlaces } from '../search/fold';

const BLOCKS = 'p, li, td, th, h3, h4, h5, h6, pre, blockquote, div';

/** Where a part of the page holds what is looked for. A formula's second form, for those who listen, is left out. */
export function rangesIn(root: Element, wanted: RegExp): Range[] {
  const nodes: { node: Text; from: number }[] = [];
  let text = '';
  let block: Element | null = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, ({ parentElement }) =>
    parentElement?.closest('.katex-html, button') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const within = node.parentElement!.closest(BLOCKS);
    if (within !== block) text += '\n';
    block = within;
    nodes.push({ node, from: text.length });
    text += node.data;
  }
  const { folded, placeOf } = foldWithPlaces(text);
  return [...folded.matchAll(wanted)].map(({ 0: found, index }) => {
    const range = document.createRange();
    range.setStart(...pointAt(nodes, placeOf(index)));
    range.setEnd(...pointAt(nodes, placeOf(index + found.length - 1) + 1));
    return range;
  });
}

function pointAt(nodes: readonly { node: Text; from: number }[], place: number): [Text, number] {
  const { node, from } = nodes.findLast((each) => each.from < place) ?? nodes[0]!;
  return [node, Math.max(0, Math.min(place - from, node.length))];
}
