import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { PAGE_SIZE, Pager, pageCount } from '@/ui/pager';
import { Panel } from '@/ui/panel';
import type { Metric } from '../../results/accuracy';
import { filterSamples, hasOutcome, type ItemFilter, OUTCOMES, type Outcome } from '../../results/outcome';
import type { Item, Run, Sample } from '../../types';
import { useFigures } from '../charts/figures';
import classes from './item-browser.module.css';
import { ItemDrawer } from './item-drawer';
import { ItemRow } from './item-row';
import { useItemSearch } from './use-item-search';

const NO_FILTER: ItemFilter = { outcome: null, category: null, block: null, year: null };

interface ItemBrowserProps {
  run: Run;
  samples: readonly Sample[];
  items: ReadonlyMap<string, Item>;
  metric: Metric;
}

/** Every item that was asked, to be filtered, searched and opened. The address names the open one. */
export function ItemBrowser({ run, samples, items, metric }: ItemBrowserProps) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const [filter, setFilter] = useState(NO_FILTER);
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(0);
  const [address, setAddress] = useSearchParams();
  const openId = address.get('item');
  const found = useItemSearch(run, typed);
  const choices = useMemo(() => choicesOf(samples, items, metric), [samples, items, metric]);
  const listed = useMemo(() => {
    const matching = filterSamples(samples, items, metric, filter);
    const words = typed.trim().toLowerCase();
    if (!found) return matching;
    return matching.filter(({ index, itemId }) => found.has(index) || itemId.toLowerCase().includes(words));
  }, [samples, items, metric, filter, found, typed]);

  const pages = pageCount(listed.length);
  const shownPage = Math.min(page, pages - 1);
  const openAt = listed.findIndex(({ itemId }) => itemId === openId);
  // An address may name an item that the filter hides.
  const open = openId === null ? undefined : (listed[openAt] ?? samples.find(({ itemId }) => itemId === openId));

  function change(changes: Partial<ItemFilter>) {
    setFilter({ ...filter, ...changes });
    setPage(0);
  }
  function show(sample: Sample | undefined) {
    setAddress(
      (before) => {
        if (sample) before.set('item', sample.itemId);
        else before.delete('item');
        return before;
      },
      { replace: openId !== null, preventScrollReset: true },
    );
  }
  function step(by: 1 | -1) {
    const next = openId === null ? listed[shownPage * PAGE_SIZE] : listed[openAt + by];
    if (!next) return;
    show(next);
    setPage(Math.floor(listed.indexOf(next) / PAGE_SIZE));
  }
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ['ArrowRight', () => openId !== null && step(1)],
    ['ArrowLeft', () => openId !== null && step(-1)],
  ]);

  return (
    <Panel title={t('results.items.title')} lead={t('results.items.lead')}>
      <div className={classes.filters}>
        <TextInput
          type="search"
          size="md"
          label={t('results.items.search')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setPage(0);
          }}
        />
        <NativeSelect
          size="md"
          label={t('results.items.outcome')}
          value={filter.outcome ?? ''}
          onChange={(event) => change({ outcome: (event.currentTarget.value || null) as Outcome | null })}
          data={[
            { value: '', label: t('results.items.allOf', { items: count(samples.length) }) },
            ...OUTCOMES.map((outcome) => ({
              value: outcome,
              label: t('results.items.choice', {
                choice: t(`results.outcome.${outcome}`),
                items: count(choices.outcomes[outcome]),
              }),
            })),
          ]}
        />
        <TraitSelect
          label={t('results.breakdown.group.category')}
          choices={choices.category}
          value={filter.category}
          onChoose={(category) => change({ category })}
        />
        <TraitSelect
          label={t('results.breakdown.group.block')}
          choices={choices.block}
          value={filter.block}
          onChoose={(block) => change({ block })}
        />
        <TraitSelect
          label={t('results.breakdown.group.year')}
          choices={choices.year}
          value={filter.year === null ? null : String(filter.year)}
          onChoose={(year) => change({ year: year === null ? null : Number(year) })}
        />
      </div>
      <Text size="sm" c="dimmed" role="status" mb="xs">
        {found === undefined
          ? t('results.items.searching')
          : t('results.items.shown', { shown: count(listed.length), items: count(samples.length) })}
      </Text>
      <ol className={classes.list} start={shownPage * PAGE_SIZE + 1}>
        {listed.slice(shownPage * PAGE_SIZE, (shownPage + 1) * PAGE_SIZE).map((sample) => (
          <ItemRow
            key={sample.index}
            sample={sample}
            item={items.get(sample.itemId)}
            language={run.plan.language}
            metric={metric}
            current={sample === open}
            onOpen={() => show(sample)}
          />
        ))}
      </ol>
      <Pager page={shownPage} pages={pages} onPage={setPage} />
      <ItemDrawer
        run={run}
        sample={open}
        item={open && items.get(open.itemId)}
        metric={metric}
        place={openAt === -1 ? null : { at: openAt, of: listed.length }}
        onStep={step}
        onClose={() => show(undefined)}
      />
    </Panel>
  );
}

interface TraitSelectProps {
  label: string;
  choices: readonly string[];
  value: string | null;
  onChoose: (value: string | null) => void;
}

/** Nothing to choose from, nothing shown. */
function TraitSelect({ label, choices, value, onChoose }: TraitSelectProps) {
  const { t } = useTranslation();
  if (choices.length < 2) return null;
  return (
    <NativeSelect
      size="md"
      label={label}
      value={value ?? ''}
      onChange={(event) => onChoose(event.currentTarget.value || null)}
      data={[{ value: '', label: t('results.items.all') }, ...choices]}
    />
  );
}

/** What there is to filter by. */
function choicesOf(samples: readonly Sample[], items: ReadonlyMap<string, Item>, metric: Metric) {
  const facts = samples.flatMap(({ itemId }) => items.get(itemId)?.facts ?? []);
  const distinct = (values: (string | null | undefined)[]) =>
    [...new Set(values.filter((value) => value !== null && value !== undefined))].sort();
  const countOf = (outcome: Outcome) => samples.filter((sample) => hasOutcome(sample, outcome, metric)).length;
  return {
    category: distinct(facts.map(({ category }) => category)),
    block: distinct(facts.map(({ block }) => block)),
    year: distinct(facts.map(({ year }) => year?.toString())),
    outcomes: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, countOf(outcome)])) as Record<Outcome, number>,
  };
}
