import 'katex/dist/katex.min.css';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import { MATH } from '../markdown/syntax';
import { CodeBlock } from './code-block';
import { ExternalLink } from './external-link';
import classes from './markdown-text.module.css';

/**
 * What a model wrote is untrusted. Raw HTML stays text; nothing in it may load, run, style the page or
 * leave it unseen. The policy of the page stands behind this as a second wall.
 */
const components: Components = {
  // An image is a request to somewhere: its description is shown instead.
  img: ({ alt, src }) => <span className={classes.image}>{alt || src}</span>,
  a: ({ href, children }) => <ExternalLink href={href}>{children}</ExternalLink>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => <ScrollingTable>{children}</ScrollingTable>,
  // A task list's boxes cannot be ticked: signs, not controls.
  input: ({ checked }) => (checked ? '☑ ' : '☐ '),
  // The page's own headings stand above those of an answer.
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
};

const remarkPlugins: Options['remarkPlugins'] = [remarkGfm, [remarkMath, MATH]];

const rehypePlugins: Options['rehypePlugins'] = [
  [rehypeKatex, { trust: false, strict: 'ignore', maxExpand: 100, maxSize: 20 }],
];

function ScrollingTable({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and the keyboard must reach it
    <section className={classes.table} tabIndex={0} aria-label={t('chat.answer.table')}>
      <table>{children}</table>
    </section>
  );
}

/** Markdown, drawn anew only when it is another. */
export const Markdown = memo(function Markdown({ markdown }: { markdown: string }) {
  const { t } = useTranslation();
  return (
    <ReactMarkdown
      components={components}
      remarkPlugins={remarkPlugins}
      rehypePlugins={rehypePlugins}
      remarkRehypeOptions={{ footnoteLabel: t('chat.answer.footnotes'), footnoteBackContent: '' }}
    >
      {markdown}
    </ReactMarkdown>
  );
});
