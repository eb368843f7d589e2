import { ExternalLink } from 'lucide-react';
import { client } from '#renderer/client/client.ts';
import { useHost } from '#renderer/client/host.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useAct } from '../use-act.ts';

interface OpenAddressProps {
  readonly url: string;
  readonly onOpened?: () => void;
}

/** Opens an address in the browser of the person: https only. */
export function OpenAddress({ url, onOpened }: OpenAddressProps) {
  const { kind } = useHost();
  const act = useAct();
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
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
    <Button variant="primary" icon={ExternalLink} onClick={() => void open()}>
      Open in browser
    </Button>
  );
}
