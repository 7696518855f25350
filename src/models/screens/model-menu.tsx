import { Badge, Button, Menu, Text } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useSave } from '@/ui/use-save';
import { useModels } from '../context';
import { loadedModel } from '../store';
import classes from './model-menu.module.css';

/** The model that answers, and the others that are here to choose from. */
export function ModelMenu() {
  const { t } = useTranslation();
  const save = useSave();
  const entries = useModels((models) => models.entries);
  const wantedId = useModels((models) => models.wantedId);
  const load = useModels((models) => models.choose);
  const loadedId = useModels((models) => loadedModel(models.engine)?.id ?? null);
  const here = entries.filter((entry) => entry.shelf === 'here');
  const current = entries.find((entry) => entry.record.id === (wantedId ?? loadedId));

  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button
          className={classes.target!}
          variant="subtle"
          color="gray"
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={t('models.screen.menu.label', { model: current?.record.name ?? t('models.screen.menu.none') })}
        >
          <span className={classes.name}>{current?.record.name ?? t('models.screen.menu.none')}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {here.map(({ record }) => (
          <Menu.Item
            key={record.id}
            leftSection={<IconCheck size={16} visibility={record.id === loadedId ? 'visible' : 'hidden'} />}
            onClick={() => void save('setting', () => load(record.id))}
            aria-current={record.id === loadedId ? 'true' : undefined}
          >
            {record.name}
            {record.role === 'fixture' && (
              <Badge ml="xs" size="sm" variant="default">
                {t('models.screen.fixture')}
              </Badge>
            )}
          </Menu.Item>
        ))}
        {here.length === 0 && (
          <Text size="sm" c="dimmed" p="xs">
            {t('models.screen.menu.empty')}
          </Text>
        )}
        <Menu.Divider />
        <Menu.Item component={Link} to="/models">
          {t('models.screen.menu.all')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
