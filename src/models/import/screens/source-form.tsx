import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useImport } from '../context';
import { DropZone } from './drop-zone';
import classes from './import.module.css';
import { SourceButton } from './source-buttons';

/** Where a model comes from: a file, a folder, or the hub where this build may reach it. */
export function SourceForm() {
  const { t } = useTranslation();
  const give = useImport((imports) => imports.give);
  const hub = useImport((imports) => imports.hub);
  return (
    <>
      <DropZone label={t('import.drop')} onFound={(found) => void give(found)}>
        <Group justify="center" gap="sm">
          <SourceButton kind="file" label={t('import.chooseFile')} onFound={(found) => void give(found)} />
          <SourceButton kind="folder" label={t('import.chooseFolder')} onFound={(found) => void give(found)} />
        </Group>
      </DropZone>
      {hub ? (
        <HubForm />
      ) : (
        <Text size="sm" c="dimmed" mt="md">
          {t('import.hub.kiosk')}
        </Text>
      )}
    </>
  );
}

function HubForm() {
  const { t } = useTranslation();
  const askHub = useImport((imports) => imports.askHub);
  const [text, setText] = useState('');

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== '') void askHub(text);
  }

  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm" mt="md">
        <TextInput
          className={classes.hub!}
          label={t('import.hub.label')}
          description={t('import.hub.hint')}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={text.trim() === ''}>
          {t('import.hub.ask')}
        </Button>
      </Group>
    </form>
  );
}
