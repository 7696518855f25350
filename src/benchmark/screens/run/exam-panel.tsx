import { Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import { type ExamYear, examYears, MOST_PROHIBITED, type Section } from '../../results/exam';
import type { DatasetKind, Item, Run, Sample } from '../../types';
import { useFigures } from '../charts/figures';
import classes from './run-screen.module.css';

/** Data sets whose blocks are those of the Japanese national examination for physicians. */
const EXAMINATIONS: readonly DatasetKind[] = ['igakuqa', 'sample'];

const ICONS = { passed: IconCircleCheck, failed: IconCircleX, open: IconCircleDashed };

interface ExamPanelProps {
  run: Run;
  samples: readonly Sample[];
  items: readonly Item[];
}

/** The run as the examination would have counted it. */
export function ExamPanel({ run, samples, items }: ExamPanelProps) {
  const { t } = useTranslation();
  const { kind } = run.plan.dataset;
  const years = useMemo(() => (EXAMINATIONS.includes(kind) ? examYears(samples, items) : []), [kind, samples, items]);
  if (years.length === 0) return null;
  return (
    <Panel
      title={t('results.exam.title')}
      lead={t(kind === 'sample' ? 'results.exam.sampleLead' : 'results.exam.lead')}
    >
      {years.map((year) => (
        <Year key={year.year} exam={year} titled={years.length > 1 || year.year !== null} />
      ))}
    </Panel>
  );
}

function Year({ exam, titled }: { exam: ExamYear; titled: boolean }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  const { year, verdict, compulsory, other, prohibited, itemsNotAsked, pictures } = exam;
  const why = useWhy();
  const Icon = verdict && ICONS[verdict];
  const rows: [string, Section][] = [
    [t('results.exam.compulsory'), compulsory],
    [t('results.exam.other'), other],
  ];
  const title = year === null ? t('results.exam.noYear') : t('results.exam.year', { year, number: year - 1906 });
  return (
    <section aria-label={title}>
      {titled && (
        <Title order={3} size="h5" mt="sm">
          {title}
        </Title>
      )}
      {verdict && Icon && (
        <div className={classes.verdict}>
          <Icon size={24} aria-hidden />
          {t(`results.exam.verdict.${verdict}`)}
        </div>
      )}
      {verdict && <Text mb="xs">{why(exam)}</Text>}
      <div className={classes.wide}>
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('results.exam.section')}</Table.Th>
              <Table.Th ta="end">{t('results.exam.earned')}</Table.Th>
              <Table.Th ta="end">{t('results.exam.asked')}</Table.Th>
              <Table.Th ta="end">{t('results.exam.notAsked')}</Table.Th>
              {compulsory.line && <Table.Th ta="end">{t('results.exam.line')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, { earned, asked, notAsked, absent, line }]) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="end">{count(earned)}</Table.Td>
                <Table.Td ta="end">{count(asked)}</Table.Td>
                <Table.Td ta="end">{count(notAsked + absent)}</Table.Td>
                {line && (
                  <Table.Td ta="end">
                    {t('results.exam.lineIs', { needed: count(line.needed), of: count(line.of) })}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Text size="sm" mt="xs">
        {t('results.exam.prohibited', { chosen: count(prohibited), most: MOST_PROHIBITED })}
      </Text>
      {itemsNotAsked > 0 && (
        <Text size="sm">{t('results.exam.left', { items: count(itemsNotAsked), pictures: count(pictures) })}</Text>
      )}
      {compulsory.absent + other.absent > 0 && (
        <Text size="sm">{t('results.exam.absent', { points: count(compulsory.absent + other.absent) })}</Text>
      )}
    </section>
  );
}

/** The sentence behind a verdict. */
function useWhy(): (exam: ExamYear) => string {
  const { t } = useTranslation();
  return ({ verdict, compulsory, other, prohibited }) => {
    if (verdict === 'passed') return t('results.exam.why.passed');
    if (verdict === 'open') return t('results.exam.why.open');
    if (prohibited > MOST_PROHIBITED)
      return t('results.exam.why.prohibited', { chosen: prohibited, most: MOST_PROHIBITED });
    const short = ({ earned, notAsked, absent, line }: Section) =>
      line !== null && earned + notAsked + absent < line.needed;
    if (short(compulsory) && short(other)) return t('results.exam.why.both');
    return t(short(compulsory) ? 'results.exam.why.compulsory' : 'results.exam.why.other');
  };
}
