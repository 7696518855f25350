import { useTranslation } from 'react-i18next';
import type { AdapterClass } from '../../../model-config/models/record.ts';
import type { FitProblem } from '../capability';

type Problem = FitProblem | { code: 'no-variant'; adapterClass: AdapterClass };

/** Why a model does not run on this device, or may not, in words. */
export function useWhyNot(): (problem: Problem) => string {
  const { t } = useTranslation();
  return (problem) => {
    switch (problem.code) {
      case 'no-variant':
        return t(`models.screen.why.no-variant.${problem.adapterClass}`);
      case 'browser-lacks':
        return t(`browser.lacks.${problem.context}`);
      case 'no-webgpu':
      case 'no-adapter':
      case 'gpu-refused':
        return t(`models.screen.why.${problem.code}`);
      case 'missing-feature':
        return t('models.screen.why.missing-feature', { feature: problem.feature });
      case 'buffer-too-large':
      case 'little-memory':
        return t(`models.screen.why.${problem.code}`, {
          neededBytes: problem.neededBytes,
          availableBytes: problem.availableBytes,
        });
    }
  };
}
