import { Component, type ReactNode } from 'react';
import { removePref } from './store/prefs';

/**
 * What is left when the page itself cannot be drawn: the reason, and two ways out. Without it a run that a view cannot draw would leave the
 * page blank, at every reload again.
 */
export class PageFault extends Component<{ readonly children: ReactNode }, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error): { readonly fault: Error } {
    return { fault };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <main className="page-fault" role="alert">
        <h1>NAS Lab</h1>
        <p>
          The page could not be drawn: {fault.message} What this browser keeps of your runs is not touched. Reload the page; if
          that does not help, start with another run and report this text.
        </p>
        <p>
          <button type="button" className="button primary" onClick={() => location.reload()}>
            Reload
          </button>{' '}
          <button
            type="button"
            className="button"
            onClick={() => {
              removePref('run');
              location.replace(location.pathname + location.search);
            }}
          >
            Start with another run
          </button>
        </p>
      </main>
    );
  }
}
