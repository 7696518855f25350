import { Button, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NetworkRequest } from '@/privacy/merge-sightings';
import { carriesData, isToOther, type Requests } from '@/privacy/verdict';
import classes from './privacy.module.css';

/** So many at first, and with every press. */
const PAGE = 25;

const FILTERS = ['all', 'others', 'data'] as const;
type Filter = (typeof FILTERS)[number];

const SHOWN: Record<Filter, (request: NetworkRequest, ownOrigin: string) => boolean> = {
  all: () => true,
  others: isToOther,
  data: carriesData,
};

/** The requests, newest first, and how many are summed up only. */
export function RequestList({ seen: { requests, older } }: { seen: Requests }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>('all');
  const [length, setLength] = useState(PAGE);
  const chosen = requests.filter((request) => SHOWN[filter](request, window.location.origin));
  const summed = [...older.values()].reduce((sum, total) => sum + total.requests, 0);
  const options = FILTERS.map((value) => ({ value, label: t(`privacy.network.filter.${value}`) }));

  return (
    <>
      <Select
        label={t('privacy.network.filter.label')}
        data={options}
        value={filter}
        allowDeselect={false}
        onChange={(value) => setFilter(FILTERS.find((each) => each === value) ?? 'all')}
        maw="20rem"
        mb="sm"
      />
      <Text size="sm" c="dimmed" role="status">
        {t('privacy.network.shown', { shown: Math.min(length, chosen.length), total: chosen.length })}
      </Text>
      <ol className={classes.requests} aria-label={t('privacy.network.every')}>
        {chosen.slice(0, length).map((request) => (
          <RequestRow key={request.id} request={request} />
        ))}
      </ol>
      {chosen.length > length && (
        <Button className={classes.beside!} variant="default" onClick={() => setLength(length + PAGE)}>
          {t('privacy.network.more')}
        </Button>
      )}
      {summed > 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {t('privacy.network.summed', { requests: summed })}
        </Text>
      )}
    </>
  );
}

function RequestRow({ request }: { request: NetworkRequest }) {
  const { t, i18n } = useTranslation();
  const { at, by, method, destination, address, answeredBy, status, received, sent } = request;
  const facts = [
    new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' }).format(at),
    t(`privacy.network.by.${by}`),
    destination,
    ...(answeredBy ? [t(`privacy.network.answeredBy.${answeredBy}`)] : []),
    ...(status === null ? [] : [t('privacy.network.status', { status: String(status) })]),
    received === null ? t('privacy.network.receivedUntold') : t('privacy.network.receivedBytes', { bytes: received }),
    sent === null ? t('privacy.network.sentUnseen') : t('privacy.network.sentBytes', { bytes: sent }),
  ];
  return (
    <li data-data={carriesData(request, window.location.origin) || undefined}>
      <span className={classes.address}>
        {method ?? t('privacy.network.methodUnseen')} {address}
      </span>
      <span className={classes.facts}>{facts.join(' · ')}</span>
    </li>
  );
}
