import { useSearchParams } from 'wouter';

/** What of the page is in its address: the chosen server, and its chosen tool. */
export interface Address {
  readonly server: string | null;
  readonly tool: string | null;
  readonly choose: (server: string, tool: string | null) => void;
}

export function useAddress(): Address {
  const [params, setParams] = useSearchParams();
  return {
    server: params.get('server'),
    tool: params.get('tool'),
    choose(server, tool) {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          next.set('server', server);
          if (tool === null) next.delete('tool');
          else next.set('tool', tool);
          return next;
        },
        { replace: true },
      );
    },
  };
}
