import { Button } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Blocks, blocksOf } from '../markdown/blocks';
import { lineCount, portionOf } from '../markdown/portion';
import { Markdown } from './markdown-block';
import classes from './markdown-text.module.css';
import { dollarMath } from './tex-delimiters';

/** What is drawn at once, of a block and of a whole text, in characters of plain words: some 50 and 100 ms. */
const OF_BLOCK = 8_000;
const OF_TEXT = 15_000;

interface MarkdownTextProps {
  text: string;
  /** It is still being written: what is drawn stays, and the end is in sight. */
  live?: boolean;
  /** All is drawn, however long that takes. */
  unfolded?: boolean;
}

/**
 * Markdown in blocks, each drawn once, so that a long text that grows takes no longer with each word than a short one. What takes
 * long to draw is drawn to its end on wish alone.
 */
export default function MarkdownText({ text, live = false, unfolded = false }: MarkdownTextProps) {
  const [all, setAll] = useState(live);
  if (live && !all) setAll(true);
  const markdown = useMemo(() => dollarMath(text), [text]);
  const { drawn, rest } = useMemo(
    () => (all || unfolded ? { drawn: markdown, rest: '' } : portionOf(markdown, OF_TEXT)),
    [markdown, all, unfolded],
  );
  const { settled, open } = useBlocks(drawn, !live && rest === '');
  return (
    <div className={classes.text}>
      {[...settled, open].map((block, at) => {
        const last = at === settled.length;
        return (
          <Block
            // biome-ignore lint/suspicious/noArrayIndexKey: they stand in order, and the open one becomes the next that is settled
            key={at}
            first={at === 0}
            markdown={block}
            live={live && last}
            unfolded={unfolded}
            cut={last && rest !== ''}
          />
        );
      })}
      {rest !== '' && <Rest text={rest} onShow={() => setAll(true)} />}
    </div>
  );
}

function useBlocks(markdown: string, ended: boolean): Blocks {
  const before = useRef<Blocks | null>(null);
  return useMemo(() => {
    before.current = blocksOf(markdown, before.current, ended);
    return before.current;
  }, [markdown, ended]);
}

interface BlockProps {
  first: boolean;
  markdown: string;
  live: boolean;
  unfolded: boolean;
  /** The text around it is not drawn further than this. */
  cut: boolean;
}

/** A list, a table or another block. Of one that takes long, what is written beyond its portion is in sight as it was written. */
function Block({ first, markdown, live, unfolded, cut }: BlockProps) {
  // Once the text goes on behind it, it is wished for already.
  const [all, setAll] = useState(cut);
  if (cut && !all) setAll(true);
  const { drawn, rest } = useMemo(
    () => (all || unfolded ? { drawn: markdown, rest: '' } : portionOf(markdown, OF_BLOCK)),
    [markdown, all, unfolded],
  );
  return (
    <>
      {/* As between the blocks of a whole text: HTML that is shown as text would stand in one word with the one before. */}
      {!first && '\n'}
      <Markdown markdown={drawn} />
      {rest !== '' && live && <div className={classes.written}>{rest}</div>}
      {rest !== '' && !live && <Rest text={rest} onShow={() => setAll(true)} />}
    </>
  );
}

function Rest({ text, onShow }: { text: string; onShow: () => void }) {
  const { t } = useTranslation();
  return (
    <Button className={classes.rest} variant="default" onClick={onShow}>
      {t('chat.answer.showRest', { lines: lineCount(text) })}
    </Button>
  );
}
