import { useSearchParams } from 'wouter';
import { INSPECTOR_TABS, type InspectorTab } from './inspector/inspector.tsx';

export interface RunQuery {
  readonly step: string | null;
  readonly tab: InspectorTab;
  readonly set: (change: { readonly step?: string; readonly tab?: InspectorTab }) => void;
}

/** What of the screen is in its address: the chosen step and the tab of the inspector. */
export function useRunQuery(): RunQuery {
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab');
  const tab = INSPECTOR_TABS.find((known) => known === asked) ?? 'proof';
  return {
    step: params.get('step'),
    tab,
    set: (change) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          if (change.step !== undefined) next.set('step', change.step);
          if (change.tab !== undefined) next.set('tab', change.tab);
          return next;
        },
        { replace: true },
      ),
  };
}
