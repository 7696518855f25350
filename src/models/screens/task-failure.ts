import { useTranslation } from 'react-i18next';
import type { TaskFailure } from '../tasks/task';

/** What a piece of work on files failed with, in words: what happened, and what to do. */
export function useTaskFailure(): (failure: TaskFailure) => { title: string; next: string } {
  const { t } = useTranslation();
  return ({ code, details }) => {
    switch (code) {
      case 'incomplete':
      case 'folder-full':
      case 'folder-lost':
      case 'written-wrong':
        return {
          title: t(`models.screen.task.failed.${code}.title`, { ...details }),
          next: t(`models.screen.task.failed.${code}.next`, { ...details }),
        };
      default:
        return { title: t(`engine.error.${code}.title`, details), next: t(`engine.error.${code}.next`, details) };
    }
  };
}
