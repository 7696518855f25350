import { Navigate, Outlet } from 'react-router';
import { useKiosk } from './context';
import { CountdownDialog } from './countdown-dialog';
import { KioskScreen } from './kiosk-screen';
import { useActivity } from './use-activity';

/** Stands around every screen of a kiosk: whichever it is, somebody is there or all is over. */
export function KioskFrame() {
  useActivity();
  return (
    <>
      <Outlet />
      <CountdownDialog />
    </>
  );
}

/** The screens of the usual shell are for staff; for anybody else every address leads back to the kiosk. */
export function StaffOnly() {
  return useKiosk((kiosk) => kiosk.phase) === 'staff' ? <Outlet /> : <Navigate to="/kiosk" replace />;
}

export function VisitorsOnly() {
  return useKiosk((kiosk) => kiosk.phase) === 'staff' ? <Navigate to="/chat" replace /> : <KioskScreen />;
}
