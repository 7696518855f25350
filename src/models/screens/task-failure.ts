import { useTranslation } from 'react-i18next';
import { detailOf, type FaultWords, useFaultWords, valuesOf } from '../fault-words';
import type { TaskFailure } from '../tasks/task';

/** What a piece of work on files failed with, in words. */
export function useTaskFailure(): (failure: TaskFailure) => FaultWords {
  const { t } = useTranslation();
  const words = useFaultWords();
  return ({ code, details }) => {
    switch (code) {
      case 'incomplete':
      case 'folder-full':
      case 'folder-lost':
      case 'written-wrong':
        return {
          title: t(`models.screen.task.failed.${code}.title`, valuesOf(details)),
          next: t(`models.screen.task.failed.${code}.next`, valuesOf(details)),
          detail: detailOf(details),
        };
      default:
        return words({ code, details });
    }
  };
}
