import { Component, type ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/empty-state.tsx';

interface ErrorBoundaryProps {
  /** What shows: after an error, another place is another try. */
  readonly place?: string;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly error: unknown;
  readonly place: string | undefined;
}

/** Keeps a mistake of one page from taking the window along. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override readonly state: ErrorBoundaryState = { error: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Pick<ErrorBoundaryState, 'error'> {
    return { error };
  }

  static getDerivedStateFromProps(
    { place }: ErrorBoundaryProps,
    before: ErrorBoundaryState,
  ): ErrorBoundaryState | null {
    return place === before.place ? null : { error: undefined, place };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <main id="main" tabIndex={-1}>
        <ErrorState
          happened="This page stopped because of a mistake in the product"
          safe="Runs go on: they do not depend on this window. Nothing was lost."
          todo="Try the page again. If it stops again, load the window anew."
          details={error instanceof Error ? `${error.name}: ${error.message}` : undefined}
          actions={
            <>
              <Button onClick={() => this.setState({ error: undefined })}>Try again</Button>
              <Button variant="ghost" onClick={() => window.location.reload()}>
                Load the window anew
              </Button>
            </>
          }
        />
      </main>
    );
  }
}
