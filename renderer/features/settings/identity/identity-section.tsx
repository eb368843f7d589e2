import { useState } from 'react';
import { useIdentity } from '#renderer/client/hooks/settings.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Section } from '../section.tsx';
import { KeyMaker } from './key-maker.tsx';
import { OwnKey } from './own-key.tsx';
import { TrustedKeys } from './trusted-keys.tsx';

/** Who signs proof bundles here, and whose signatures count. */
export function IdentitySection() {
  const [asked, setAsked] = useState<'create' | 'rotate' | null>(null);
  return (
    <>
      <Section
        title="Identity"
        about="Proof bundles that are exported here are signed with this key. It never leaves this computer."
      >
        <Answered answer={useIdentity()} what="The signing key">
          {(identity) =>
            identity === null ? (
              <EmptyState
                framed
                title="No signing key yet"
                actions={
                  <Button variant="primary" onClick={() => setAsked('create')}>
                    Make signing key
                  </Button>
                }
              >
                The first export makes one as well.
              </EmptyState>
            ) : (
              <OwnKey identity={identity} onRotate={() => setAsked('rotate')} />
            )
          }
        </Answered>
      </Section>
      <TrustedKeys />
      {asked !== null && <KeyMaker how={asked} onClose={() => setAsked(null)} />}
    </>
  );
}
