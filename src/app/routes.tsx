import { createHashRouter, Navigate } from 'react-router';
import { CompareScreen } from '@/benchmark/screens/compare/compare-screen';
import { BenchmarkScreen } from '@/benchmark/screens/home/benchmark-screen';
import { RunScreen } from '@/benchmark/screens/run/run-screen';
import { ChatScreen } from '@/chat/screens/chat-screen';
import { ModelsScreen } from '@/models/screens/models-screen';
import { RouteCrash } from './error-boundary';
import { FirstRunGate } from './first-run/gate';
import { PrivacyScreen } from './privacy/privacy-screen';
import { SettingsScreen } from './settings/settings-screen';
import { Shell } from './shell/shell';

/** Hash routes: a static folder has no server to send every path to the one page. A kiosk is set up by its owner: no first run. */
export function createRouter({ isKiosk = false } = {}) {
  return createHashRouter([
    {
      element: <FirstRunGate needed={!isKiosk} />,
      errorElement: <RouteCrash />,
      children: [
        {
          element: <Shell />,
          children: [
            {
              errorElement: <RouteCrash />,
              children: [
                { path: '/chat/:id?', element: <ChatScreen /> },
                { path: '/benchmark', element: <BenchmarkScreen /> },
                { path: '/benchmark/runs/:id', element: <RunScreen /> },
                { path: '/benchmark/compare', element: <CompareScreen /> },
                { path: '/models', element: <ModelsScreen /> },
                { path: '/privacy', element: <PrivacyScreen /> },
                { path: '/settings', element: <SettingsScreen /> },
                { path: '*', element: <Navigate to="/chat" replace /> },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
