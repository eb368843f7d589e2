import { useSearchParams } from 'wouter';

/** The parts of a server that are looked at one at a time. */
export const SERVER_VIEWS = ['about', 'resources', 'prompts', 'protocol', 'log'] as const;
export type ServerView = (typeof SERVER_VIEWS)[number];

/** What of the page is in its address: the chosen server, and its chosen tool, or the part of it that is looked at. */
export interface Address {
  readonly server: string | null;
  readonly tool: string | null;
  readonly view: ServerView;
  readonly choose: (server: string, tool: string | null, view?: ServerView) => void;
}

export function useAddress(): Address {
  const [params, setParams] = useSearchParams();
  return {
    server: params.get('server'),
    tool: params.get('tool'),
    view: SERVER_VIEWS.find((view) => view === params.get('view')) ?? 'about',
    choose(server, tool, view = 'about') {
      const next = new URLSearchParams({ server });
      if (tool !== null) next.set('tool', tool);
      else if (view !== 'about') next.set('view', view);
      setParams(next, { replace: true });
    },
  };
}
