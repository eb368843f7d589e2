import { useDeferredValue } from 'react';
import { useLocation } from 'wouter';
import { useFoundRuns } from '#renderer/client/hooks/history.ts';
import { usePlans, useTemplates } from '#renderer/client/hooks/plans.ts';
import type { StartSource } from '#renderer/parts/start-run/start-source.ts';
import { keysOf } from '#renderer/ui/commands/command.ts';
import { commandRegistry, useCommandList } from '#renderer/ui/commands/use-commands.ts';
import { formatAgo } from '#renderer/ui/formats.ts';
import type { Status } from '#renderer/ui/status.ts';
import { useNow } from '#renderer/ui/use-now.ts';
import type { HistorySort } from '#shared/api/history.ts';
import { runLabel } from '#shared/run/ids.ts';
import { bestMatches } from './match-text.ts';

/** A line of the command bar. */
export interface FoundItem {
  readonly id: string;
  readonly title: string;
  /** Small, after the title. */
  readonly note: string;
  readonly status?: Status;
  readonly keys?: string;
  /** What can be run at once, by Mod+Enter. */
  readonly source?: StartSource;
  readonly run: () => void;
}

export interface FoundGroup {
  readonly heading: string;
  readonly kind: 'plan' | 'run' | 'action';
  readonly items: readonly FoundItem[];
}

const MOST = 6;
const NEWEST: HistorySort = { by: 'number', descending: true };

/** Plans, templates, runs and actions that fit what was typed, and how far the runs are looked for. */
export function useFoundItems(
  query: string,
  start: (source: StartSource) => void,
): { readonly groups: readonly FoundGroup[]; readonly runs: 'looking' | 'found' | 'failed' } {
  const commands = useCommandList();
  const [, navigate] = useLocation();
  const text = useDeferredValue(query.trim());
  const plans = usePlans().data ?? [];
  const templates = useTemplates().data ?? [];
  const { rows, isFound, hasFailed } = useFoundRuns(text === '' ? {} : { text }, NEWEST, MOST);
  const isOfQuery = text === query.trim();
  const runs = isOfQuery && isFound ? 'found' : isOfQuery && hasFailed ? 'failed' : 'looking';
  const now = useNow(60_000);

  const groups: readonly FoundGroup[] = [
    {
      heading: 'Plans',
      kind: 'plan',
      items: bestMatches(query, plans, (plan) => ({ text: plan.title, keywords: plan.name }), MOST).map((plan) => ({
        id: `plan:${plan.id}`,
        title: plan.title,
        note: [
          plan.version === null ? 'draft' : `v${plan.version}`,
          ...(plan.steps === null ? [] : [`${plan.steps} ${plan.steps === 1 ? 'step' : 'steps'}`]),
          ...(plan.effect === 'irreversible' ? ['irreversible'] : []),
        ].join(', '),
        source: { kind: 'document', documentId: plan.id },
        run: () => navigate(`/plans/${plan.id}`),
      })),
    },
    {
      heading: 'Templates',
      kind: 'plan',
      items: bestMatches(query, templates, (row) => ({ text: row.title, keywords: row.description }), MOST).map(
        (row) => {
          const source: StartSource = { kind: 'template', id: row.id };
          return {
            id: `template:${row.id}`,
            title: row.title,
            note: row.description,
            source,
            run: () => start(source),
          };
        },
      ),
    },
    {
      heading: 'Runs',
      kind: 'run',
      items: (runs === 'found' ? rows : []).map(({ run, status, planTitle }) => ({
        id: `run:${run.runId}`,
        title: `${runLabel(run.number)} ${planTitle}`,
        note: [...(run.lane === null ? [] : [`lane ${run.lane}`]), run.sessionName, formatAgo(run.createdAt, now)].join(
          ', ',
        ),
        status,
        run: () => navigate(`/runs/${runLabel(run.number)}`),
      })),
    },
    {
      heading: 'Actions',
      kind: 'action',
      items: bestMatches(
        query,
        commands.filter((command) => command.hidden !== true && command.enabled !== false),
        (command) => ({ text: command.title, keywords: command.group }),
        text === '' ? MOST : 2 * MOST,
      ).map((command) => ({
        id: `action:${command.id}`,
        title: command.title,
        note: command.group,
        keys: keysOf(command, commandRegistry.preferences())[0],
        run: command.run,
      })),
    },
  ];
  return { groups: groups.filter((group) => group.items.length > 0), runs };
}
