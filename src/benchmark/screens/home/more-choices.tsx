import { Button, Checkbox, Collapse, MultiSelect, NumberInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useLiveQuery } from 'dexie-react-hooks';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { rows } from '../../rows';
import classes from './home.module.css';
import type { Choice } from './use-choice';

/** What of the data set is asked, in which order, and which share of it. */
export function MoreChoices({ choice: { dataset, selection, choose } }: { choice: Choice }) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const id = useId();
  const facts = useFacts(dataset!.id);
  const select = (change: Partial<typeof selection>) => choose({ selection: { ...selection, ...change } });
  const numberOr = (value: string | number): number | null => (value === '' ? null : Number(value));
  const { part } = selection;

  return (
    <>
      <Button variant="subtle" px="xs" mt="xs" aria-expanded={open} aria-controls={id} onClick={toggle}>
        {t(open ? 'benchmark.more.close' : 'benchmark.more.open')}
      </Button>
      <Collapse expanded={open} id={id}>
        <div className={classes.choices}>
          <MultiSelect
            label={t('benchmark.more.years')}
            placeholder={selection.years.length === 0 ? t('benchmark.more.all') : ''}
            data={facts?.years.map(String) ?? []}
            value={selection.years.map(String)}
            onChange={(years) => select({ years: years.map(Number) })}
          />
          <MultiSelect
            label={t('benchmark.more.blocks')}
            placeholder={selection.blocks.length === 0 ? t('benchmark.more.all') : ''}
            data={facts?.blocks ?? []}
            value={selection.blocks}
            onChange={(blocks) => select({ blocks })}
          />
          <MultiSelect
            label={t('benchmark.more.categories')}
            placeholder={selection.categories.length === 0 ? t('benchmark.more.all') : ''}
            data={facts?.categories ?? []}
            value={selection.categories}
            onChange={(categories) => select({ categories })}
            searchable
          />
          <NumberInput
            label={t('benchmark.more.shuffleItems')}
            placeholder={t('benchmark.more.asPublished')}
            allowDecimal={false}
            value={selection.shuffleItems ?? ''}
            onChange={(value) => select({ shuffleItems: numberOr(value) })}
          />
          <NumberInput
            label={t('benchmark.more.shuffleOptions')}
            placeholder={t('benchmark.more.asPublished')}
            allowDecimal={false}
            value={selection.shuffleOptions ?? ''}
            onChange={(value) => select({ shuffleOptions: numberOr(value) })}
          />
          <NumberInput
            label={t('benchmark.more.parts')}
            description={t('benchmark.more.partsEffect')}
            min={1}
            max={1000}
            allowDecimal={false}
            allowNegative={false}
            value={part?.of ?? 1}
            onChange={(value) => {
              const of = Math.max(1, Number(value) || 1);
              select({ part: of === 1 ? null : { of, index: Math.min(part?.index ?? 0, of - 1) } });
            }}
          />
          {part && (
            <NumberInput
              label={t('benchmark.more.part')}
              min={1}
              max={part.of}
              allowDecimal={false}
              value={part.index + 1}
              onChange={(value) =>
                select({ part: { ...part, index: Math.min(part.of, Math.max(1, Number(value) || 1)) - 1 } })
              }
            />
          )}
          <Checkbox
            label={t('benchmark.more.textOnly')}
            checked={selection.textOnly}
            onChange={(event) => select({ textOnly: event.currentTarget.checked })}
          />
        </div>
      </Collapse>
    </>
  );
}

/** What the items of a set can be told apart by. */
function useFacts(datasetId: string) {
  return useLiveQuery(async () => {
    const items = (await rows.itemsOf(datasetId))?.items ?? [];
    const distinct = <T extends string | number>(values: (T | null)[]) =>
      [...new Set(values)].filter((value): value is T => value !== null).sort();
    return {
      years: distinct(items.map(({ facts }) => facts.year)),
      blocks: distinct(items.map(({ facts }) => facts.block)),
      categories: distinct(items.map(({ facts }) => facts.category)),
    };
  }, [datasetId]);
}
