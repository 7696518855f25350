import { Component, type ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { CrashPage } from './crash-page';

/** Catches what fails outside the router's own boundaries, so that the page is never blank. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean; error: unknown }> {
  override state = { failed: false, error: undefined as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { failed: true, error };
  }

  override render() {
    return this.state.failed ? <CrashPage error={this.state.error} /> : this.props.children;
  }
}

/** The same within the shell: the rail and the status line stay. */
export function RouteCrash() {
  return <CrashPage error={useRouteError()} />;
}
