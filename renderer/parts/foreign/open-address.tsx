import { ExternalLink } from 'lucide-react';
import { client } from '#renderer/client/client.ts';
import { useHost } from '#renderer/client/host.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useAct } from '../use-act.ts';
import { opensHere } from './opens-here.ts';

interface OpenAddressProps {
  readonly url: string;
  /** It was opened from here before: what comes next is the first choice then. */
  readonly wasOpened?: boolean;
  readonly onOpened?: () => void;
}

/** Opens an address in the browser of the person: https only. */
export function OpenAddress({ url, wasOpened = false, onOpened }: OpenAddressProps) {
  const { kind } = useHost();
  const act = useAct();
  if (!opensHere(url)) {
    return <span>Only addresses that begin with https are opened from here.</span>;
  }
  const open = async (): Promise<void> => {
    const isOpen = await act('The address was not opened', async () => {
      if (kind === 'desktop') await client.host.openExternal({ url });
      else window.open(url, '_blank', 'noopener,noreferrer');
    });
    if (isOpen) onOpened?.();
  };
  return (
    <Button variant={wasOpened ? 'default' : 'primary'} icon={ExternalLink} onClick={() => void open()}>
      Open in browser
    </Button>
  );
}
