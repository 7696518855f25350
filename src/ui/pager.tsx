import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Rows on screen at once: a list of ten thousand takes seconds to draw. */
export const PAGE_SIZE = 50;

export const pageCount = (rows: number): number => Math.max(1, Math.ceil(rows / PAGE_SIZE));

/** Leafs through a long list; nothing where it has one page. */
export function Pager({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  if (pages === 1) return null;
  return (
    <Group justify="space-between" mt="sm">
      <Button variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {t('ui.pager.before')}
      </Button>
      <Text size="sm">{t('ui.pager.page', { page: page + 1, pages })}</Text>
      <Button variant="default" disabled={page === pages - 1} onClick={() => onPage(page + 1)}>
        {t('ui.pager.after')}
      </Button>
    </Group>
  );
}
