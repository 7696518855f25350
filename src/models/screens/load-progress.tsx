import { useTranslation } from 'react-i18next';
import { Wait } from '@/ui/wait';
import { useModels } from '../context';

/** The load under way, as the engine reports it; nothing where there is none. */
export function LoadProgressView() {
  const { t } = useTranslation();
  const engine = useModels((models) => models.engine);
  const cancelLoad = useModels((models) => models.cancelLoad);
  if (engine.state !== 'loading') return null;
  const { phase, ...figures } = engine.progress;
  return <Wait label={t(`models.screen.phase.${phase}`)} {...figures} onCancel={cancelLoad} />;
}
