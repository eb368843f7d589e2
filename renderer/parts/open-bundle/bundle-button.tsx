import { ShieldCheck } from 'lucide-react';
import { Button } from '#renderer/ui/button.tsx';
import { chooseBundle } from './use-open-bundle.ts';

/** Lets the person choose a bundle to verify. */
export function BundleButton() {
  return (
    <Button icon={ShieldCheck} onClick={chooseBundle}>
      Verify a bundle
    </Button>
  );
}
