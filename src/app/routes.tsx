import { createHashRouter, Navigate, type RouteObject } from 'react-router';
import { CompareScreen } from '@/benchmark/screens/compare/compare-screen';
import { BenchmarkScreen } from '@/benchmark/screens/home/benchmark-screen';
import { RunScreen } from '@/benchmark/screens/run/run-screen';
import { ChatScreen } from '@/chat/screens/chat-screen';
import { ModelsScreen } from '@/models/screens/models-screen';
import { RouteCrash } from './error-boundary';
import { FirstRunGate } from './first-run/gate';
import { KioskFrame, StaffOnly, VisitorsOnly } from './kiosk/kiosk-frame';
import { PrivacyScreen } from './privacy/privacy-screen';
import { SettingsScreen } from './settings/settings-screen';
import { Shell } from './shell/shell';

/** Hash routes: a static folder has no server to send every path to the one page. */
export function createRouter({ isKiosk = false } = {}) {
  return createHashRouter(isKiosk ? kioskRoutes() : usualRoutes());
}

function usualRoutes(): RouteObject[] {
  return [{ element: <FirstRunGate />, errorElement: <RouteCrash />, children: [shellRoutes()] }];
}

/** A kiosk is set up by its owner: no first run. Visitors have one screen; the others are for staff. */
function kioskRoutes(): RouteObject[] {
  return [
    {
      element: <KioskFrame />,
      errorElement: <RouteCrash />,
      children: [
        { path: '/kiosk', element: <VisitorsOnly /> },
        { element: <StaffOnly />, children: [shellRoutes()] },
      ],
    },
  ];
}

function shellRoutes(): RouteObject {
  return {
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
  };
}
