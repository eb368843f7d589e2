import { keepPreviousData, QueryClient, type QueryKey, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { type ClientError, isConnectionError, toClientError } from './client-error.ts';

/** What is read, kept and shared by the screens of this page. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The connection has nothing to do with whether the machine is on a network.
      networkMode: 'always',
      // The feed of changes says what has to be read anew.
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      staleTime: 1_000,
      // Reads may be repeated; a refusal would only come again.
      retry: (failures, error) => isConnectionError(error) && failures < 5,
      retryDelay: 100,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** Reads and keeps an answer under a key. `null` for the key: nothing to ask for yet. */
export function useAnswer<T>(
  key: QueryKey | null,
  read: (signal: AbortSignal) => Promise<T>,
  options: { readonly staleTime?: number; readonly keepPrevious?: boolean } = {},
): UseQueryResult<T, ClientError> {
  const { keepPrevious = false, ...rest } = options;
  return useQuery<T, ClientError>({
    queryKey: key ?? ['nothing'],
    enabled: key !== null,
    queryFn: ({ signal }) =>
      read(signal).catch((error: unknown) => {
        throw signal.aborted ? error : toClientError(error);
      }),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...rest,
  });
}
