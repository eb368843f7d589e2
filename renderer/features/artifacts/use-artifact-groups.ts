import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '#renderer/client/client.ts';
import { type ClientError, toClientError } from '#renderer/client/client-error.ts';
import { keys } from '#renderer/client/keys.ts';
import type { ArtifactGroup } from '#shared/api/artifacts.ts';
import type { RunId } from '#shared/run/ids.ts';

const PAGE = 50;

interface ArtifactList {
  readonly groups: readonly ArtifactGroup[] | undefined;
  readonly totals: { readonly files: number; readonly bytes: number } | undefined;
  readonly error: ClientError | null;
  readonly hasMore: boolean;
  /** Reads the next runs, unless that is under way. */
  readonly more: () => void;
}

/** Runs with artifacts, newest first, page by page; `undefined` for the run: it is not known yet which. */
export function useArtifactGroups(text: string, runId: RunId | null | undefined): ArtifactList {
  const query = useInfiniteQuery({
    queryKey: keys.artifacts(text, runId ?? null),
    enabled: runId !== undefined,
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) =>
      client.artifacts
        .list({ text, runId: runId ?? null, before: pageParam, limit: PAGE }, { signal })
        .catch((error: unknown) => {
          throw signal.aborted ? error : toClientError(error);
        }),
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  });
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return {
    groups: useMemo(() => data?.pages.flatMap((page) => page.groups), [data]),
    totals: data?.pages[0]?.totals,
    error: error === null ? null : toClientError(error),
    hasMore: hasNextPage,
    more: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
  };
}
