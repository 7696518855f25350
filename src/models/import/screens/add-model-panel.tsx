import { Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '@/ui/panel';
import { useImport } from '../context';
import { DoneCard } from './done-card';
import { FailedCard } from './failed-card';
import { ExaminingCard, WorkingCard } from './import-progress';
import { InterruptedCard } from './interrupted-card';
import { PlanCard } from './plan-card';
import { SourceForm } from './source-form';
import { TemplateCard } from './template-card';

/** Makes a model of one's own files, or of the hub's: from the choice of a source to a model that can be loaded. */
export function AddModelPanel() {
  const { t } = useTranslation();
  const look = useImport((imports) => imports.look);
  useEffect(() => {
    void look();
  }, [look]);
  return (
    <Panel title={t('import.title')} lead={t('import.lead')}>
      <div aria-live="polite">
        <Standing />
      </div>
    </Panel>
  );
}

function Standing() {
  const { t } = useTranslation();
  const standing = useImport((imports) => imports.standing);
  switch (standing.step) {
    case 'idle':
      return <SourceForm />;
    case 'elsewhere':
      return <Text size="sm">{t('import.elsewhere')}</Text>;
    case 'examining':
      return <ExaminingCard standing={standing} />;
    case 'template-wanted':
      return <TemplateCard standing={standing} />;
    case 'planned':
      // Another model is another question: what was agreed to for one is not agreed to for the next.
      return <PlanCard key={standing.plan.journal.id} standing={standing} />;
    case 'working':
      return <WorkingCard standing={standing} />;
    case 'interrupted':
      return <InterruptedCard standing={standing} />;
    case 'failed':
      return <FailedCard error={standing.error} />;
    case 'done':
      return <DoneCard standing={standing} />;
  }
}
