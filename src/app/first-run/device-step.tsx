import { Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeviceReport } from '@/models/capability';
import { useModels } from '@/models/context';
import classes from './first-run.module.css';

interface Finding {
  good: boolean;
  title: string;
  text: string;
}

/** What was found, in the order in which one thing needs the other; stops at the first that is missing. */
function useFindings(): (device: DeviceReport) => Finding[] {
  const { t } = useTranslation();
  return (device) => {
    const webgpu = device.webgpu ? 'yes' : 'no';
    const findings: Finding[] = [
      ...device.lacks.map((feature) => ({
        good: false,
        title: t('app.firstRun.device.browser'),
        text: `${t(`browser.lacks.${feature}`)} ${t('browser.works')}`,
      })),
      {
        good: device.webgpu,
        title: t(`app.firstRun.device.webgpu.${webgpu}.title`),
        text: t(`app.firstRun.device.webgpu.${webgpu}.text`),
      },
    ];
    if (!device.webgpu) return findings;
    if (device.adapterRefused) {
      const title = t('app.firstRun.device.gpuRefused.title');
      return [...findings, { good: false, title, text: t('app.firstRun.device.gpuRefused.text') }];
    }
    if (!device.adapter) {
      const title = t('app.firstRun.device.noAdapter.title');
      return [...findings, { good: false, title, text: t('app.firstRun.device.noAdapter.text') }];
    }
    findings.push({
      good: device.adapterClass === 'gpu',
      title: t('app.firstRun.device.adapter', { name: device.name }),
      text: t(`app.firstRun.device.class.${device.adapterClass}`),
    });
    findings.push({
      good: true,
      title: t('app.firstRun.device.buffer.title', { bytes: device.maxBufferBytes }),
      text: t('app.firstRun.device.buffer.text'),
    });
    return findings;
  };
}

export function DeviceStep() {
  const { t } = useTranslation();
  const findingsOf = useFindings();
  const device = useModels((models) => models.device);
  return (
    <>
      <Text>{t('app.firstRun.device.lead')}</Text>
      {device === null ? (
        <Loader mt="lg" aria-label={t('app.status.examining')} />
      ) : (
        <ul className={classes.checks}>
          {findingsOf(device).map((finding) => (
            <li key={finding.text} className={classes.check}>
              {finding.good ? (
                <IconCircleCheck size={22} aria-label={t('app.firstRun.device.good')} />
              ) : (
                <IconAlertTriangle size={22} aria-label={t('app.firstRun.device.attention')} />
              )}
              <div>
                <Text fw={600}>{finding.title}</Text>
                <Text size="sm" c="dimmed">
                  {finding.text}
                </Text>
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
