import { createHashRouter, Navigate } from 'react-router';
import { ChatScreen } from '@/chat/screens/chat-screen';
import { ModelsScreen } from '@/models/screens/models-screen';
import { RouteCrash } from './error-boundary';
import { FirstRunGate } from './first-run/gate';
import { PrivacyScreen } from './privacy/privacy-screen';
import { SettingsScreen } from './settings/settings-screen';
import { Shell } from './shell/shell';

/** Hash routes: a static folder has no server to send every path to the one page. */
export function createRouter() {
  return createHashRouter([
    {
      element: <FirstRunGate />,
      errorElement: <RouteCrash />,
      children: [
        {
          element: <Shell />,
          children: [
            {
              errorElement: <RouteCrash />,
              children: [
                { path: '/chat/:id?', element: <ChatScreen /> },
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
