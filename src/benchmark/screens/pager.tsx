import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFigures } from './charts/figures';

/** Rows on screen at once: a list of ten thousand takes seconds to draw. */
export const PAGE_SIZE = 50;

export const pageCount = (rows: number): number => Math.max(1, Math.ceil(rows / PAGE_SIZE));

/** Leafs through a long list; nothing where it has one page. */
export function Pager({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  const { count } = useFigures();
  if (pages === 1) return null;
  return (
    <Group justify="space-between" mt="sm">
      <Button variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {t('results.items.before')}
      </Button>
      <Text size="sm">{t('results.items.page', { page: count(page + 1), pages: count(pages) })}</Text>
      <Button variant="default" disabled={page === pages - 1} onClick={() => onPage(page + 1)}>
        {t('results.items.after')}
      </Button>
    </Group>
  );
}
