import { useIsRunning } from '@/benchmark/queries';
import { useModels } from '@/models/context';
import { UpdateNotice } from '@/offline/update-notice';

/** Offers a new version, and says what it would break off. */
export function Update() {
  const state = useModels((models) => models.engine.state);
  const running = useIsRunning();
  return <UpdateNotice busy={running ? 'run' : state === 'generating' ? 'answer' : null} />;
}
