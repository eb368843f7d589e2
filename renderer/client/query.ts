import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query';
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

interface AnswerOptions {
  readonly staleTime?: number;
  /** How long it is kept once nobody looks at it, ms. */
  readonly gcTime?: number;
  /** The answer under the key before stands until there is one: to be looked at, never to be acted on. */
  readonly keepPrevious?: boolean;
}

/** How an answer is read and kept under a key. `null` for the key: nothing to ask for yet. */
export function answerOptions<T>(
  key: QueryKey | null,
  read: (signal: AbortSignal) => Promise<T>,
  options: AnswerOptions = {},
): UseQueryOptions<T, ClientError> {
  const { keepPrevious = false, ...rest } = options;
  return {
    queryKey: key ?? ['nothing'],
    enabled: key !== null,
    queryFn: ({ signal }) =>
      read(signal).catch((error: unknown) => {
        throw signal.aborted ? error : toClientError(error);
      }),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...rest,
  };
}

/** Reads and keeps an answer. */
export function useAnswer<T>(...asked: Parameters<typeof answerOptions<T>>): UseQueryResult<T, ClientError> {
  return useQuery<T, ClientError>(answerOptions(...asked));
}
