import { QueryClientProvider } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { queryClient } from '#renderer/client/query.ts';
import { ToastHost } from '#renderer/ui/toast.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { AppFrame } from './frame/app-frame.tsx';

/** The whole window. */
export function App() {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider delayDuration={400}>
          {/* oxlint-disable-next-line react/hooks -- the router takes a hook as a value */}
          <Router hook={useHashLocation}>
            <AppFrame />
          </Router>
          <ToastHost />
        </Tooltip.Provider>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
