import { Button, FileButton, Group, Loader, Modal, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StorageError } from '@/db/storage';
import { StorageNotice } from '@/ui/storage-notice';
import type { WholeRun } from '../../export/whole-run';
import { type ImportDone, NOTHING_DONE } from './import-done';
import { addRun, areParts, type Imported, mergeIntoOne, type RunFilesRead, readRunFiles } from './import-files';
import { importPredictions, type PredictionsWanted } from './import-predictions';
import { ImportReport } from './import-report';
import { PredictionsForm } from './predictions-form';

type Step =
  | { is: 'choose' }
  | { is: 'working' }
  /** The files hold parts of one run: one, or each for itself? */
  | { is: 'parts'; wholes: WholeRun[]; refused: RunFilesRead['refused'] }
  | { is: 'predictions'; files: File[] }
  | { is: 'done'; report: ImportDone }
  | { is: 'failed'; error: unknown; again: () => void };

/** Takes in run files and files of predictions. Nothing that is here is written over. */
export function ImportButton() {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step | null>(null);

  async function work(task: () => Promise<Step>) {
    setStep({ is: 'working' });
    try {
      setStep(await task());
    } catch (error) {
      setStep({ is: 'failed', error, again: () => void work(task) });
    }
  }

  async function addEach(wholes: readonly WholeRun[], refused: RunFilesRead['refused']): Promise<Step> {
    const imported: Imported[] = [];
    for (const whole of wholes) imported.push(await addRun(whole));
    return { is: 'done', report: { ...NOTHING_DONE, imported, refused } };
  }

  async function choose(files: File[]) {
    if (files.length === 0) return;
    const predictions = files.filter(({ name }) => /\.jsonl?$/i.test(name));
    if (predictions.length === files.length) {
      setStep({ is: 'predictions', files });
      return;
    }
    await work(async () => {
      const { wholes, refused } = await readRunFiles(files);
      if (areParts(wholes.map(({ run }) => run))) return { is: 'parts', wholes, refused };
      return addEach(wholes, refused);
    });
  }

  const merge = (wholes: readonly WholeRun[], refused: RunFilesRead['refused']) =>
    work(async () => ({ is: 'done', report: { ...NOTHING_DONE, refused, merged: await mergeIntoOne(wholes) } }));

  const score = (wanted: PredictionsWanted) =>
    work(async () => ({ is: 'done', report: { ...NOTHING_DONE, predictions: await importPredictions(wanted) } }));

  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={18} aria-hidden />}
        onClick={() => setStep({ is: 'choose' })}
      >
        {t('results.import.button')}
      </Button>
      <Modal
        opened={step !== null}
        onClose={() => setStep(null)}
        size="lg"
        title={t('results.import.title')}
        closeButtonProps={{ 'aria-label': t('ui.close'), size: 40 }}
      >
        {(step?.is === 'choose' || step?.is === 'failed' || step?.is === 'done') && (
          <>
            <Text size="sm" mb="md">
              {t('results.import.lead')}
            </Text>
            <FileButton multiple accept=".zip,.jsonl,.json" onChange={(files) => void choose(files)}>
              {(props) => (
                <Button {...props} variant={step.is === 'done' ? 'default' : 'filled'} mb="md">
                  {t('results.import.choose')}
                </Button>
              )}
            </FileButton>
          </>
        )}
        <div aria-live="polite">
          {step?.is === 'working' && (
            <Group>
              <Loader size="sm" />
              <Text size="sm">{t('results.import.working')}</Text>
            </Group>
          )}
          {step?.is === 'failed' &&
            (step.error instanceof StorageError ? (
              <StorageNotice title={t('storage.undone.import')} fault={step.error} onAgain={step.again} />
            ) : (
              <ImportReport report={{ ...NOTHING_DONE, refused: [{ file: '', error: step.error }] }} />
            ))}
          {step?.is === 'done' && <ImportReport report={step.report} />}
        </div>
        {step?.is === 'parts' && (
          <>
            <Text mb="md">{t('results.import.parts', { files: step.wholes.length })}</Text>
            <Group>
              <Button onClick={() => void merge(step.wholes, step.refused)}>{t('results.import.mergeThem')}</Button>
              <Button variant="default" onClick={() => void work(() => addEach(step.wholes, step.refused))}>
                {t('results.import.each')}
              </Button>
            </Group>
          </>
        )}
        {step?.is === 'predictions' && <PredictionsForm files={step.files} onSubmit={(wanted) => void score(wanted)} />}
      </Modal>
    </>
  );
}
