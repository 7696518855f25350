import { Button, Group, List, Loader, Table, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { timestamp } from '@/clock/clocks';
import { eraseAfterReload } from '@/privacy/erasing';
import { deleteEverything, isEmpty, type Kept, listKept, PLACES } from '@/privacy/wipe';
import classes from '../crash-page.module.css';
import { type EndOfWork, letGo } from './let-go';
import table from './privacy.module.css';

interface Proof {
  before: Kept;
  after: Kept;
  at: Date;
}

async function erase(end: EndOfWork): Promise<Proof> {
  const before = await listKept();
  await letGo(end);
  await deleteEverything();
  return { before, after: await listKept(), at: new Date(timestamp()) };
}

/** Deletes everything, then shows what the browser answers when it is asked again what it keeps. */
export function ErasePage({ end }: { end: EndOfWork }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState<Proof | null>(null);

  useEffect(() => {
    void erase(end).then(setProof);
  }, [end]);

  return (
    <main className={classes.page} aria-busy={proof === null}>
      {proof ? (
        <ProofTable {...proof} />
      ) : (
        <Group role="status">
          <Loader size="sm" />
          <Text>{t('privacy.erased.working')}</Text>
        </Group>
      )}
    </main>
  );
}

function ProofTable({ before, after, at }: Proof) {
  const { t } = useTranslation();
  const empty = isEmpty(after);
  const left = PLACES.flatMap((place) => after[place].map((name) => `${t(`privacy.erased.place.${place}`)}: ${name}`));
  return (
    <>
      <div role="status">
        <Title order={1} size="h3">
          {empty ? t('privacy.erased.title') : t('privacy.erased.titleLeft')}
        </Title>
      </div>
      <Text my="md">{empty ? t('privacy.erased.lead', { time: at }) : t('privacy.erased.leadLeft', { time: at })}</Text>
      <Table mb="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('privacy.erased.where')}</Table.Th>
            <Table.Th className={table.whole!} ta="end">
              {t('privacy.erased.before')}
            </Table.Th>
            <Table.Th className={table.whole!} ta="end">
              {t('privacy.erased.after')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {PLACES.map((place) => (
            <Table.Tr key={place}>
              <Table.Td>{t(`privacy.erased.place.${place}`)}</Table.Td>
              <Table.Td ta="end">{t('privacy.erased.count', { count: before[place].length })}</Table.Td>
              <Table.Td className={table.whole!} ta="end" fw={600}>
                {after[place].length === 0
                  ? t('privacy.erased.empty')
                  : t('privacy.erased.count', { count: after[place].length })}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {!empty && (
        <List size="sm" mb="lg">
          {left.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c="dimmed" mb="lg">
        {t('privacy.erased.limits')}
      </Text>
      <Group>
        {empty ? (
          <Button onClick={startAnew}>{t('privacy.erased.again')}</Button>
        ) : (
          <Button color="red" onClick={eraseAfterReload}>
            {t('privacy.erased.retry')}
          </Button>
        )}
        <Button variant="default" onClick={() => window.print()}>
          {t('privacy.erased.print')}
        </Button>
      </Group>
    </>
  );
}

/** As on the first day: the address of what is gone goes too. */
function startAnew(): void {
  window.location.replace('#/chat');
  window.location.reload();
}
