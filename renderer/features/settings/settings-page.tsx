import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { useSettings } from '#renderer/client/hooks/settings.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { Page } from '#renderer/ui/frame/page.tsx';
import { PageHeader } from '#renderer/ui/frame/page-header.tsx';
import type { Settings } from '#shared/api/settings.ts';
import { AgentsSection } from './agents-section.tsx';
import { ConnectionsSection } from './connections-section.tsx';
import { DataSection } from './data-section.tsx';
import { IdentitySection } from './identity/identity-section.tsx';
import { KeysSection } from './keys/keys-section.tsx';
import { LanesSection } from './lanes-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { SecretsSection } from './secrets/secrets-section.tsx';
import styles from './settings.module.css';
import { ThemeSection } from './theme-section.tsx';

const SECTIONS: readonly (readonly [path: string, title: string, show: () => ReactNode])[] = [
  ['identity', 'Identity and trust', () => <IdentitySection />],
  ['secrets', 'Secrets', () => <SecretsSection />],
  ['connections', 'Connections', () => <ConnectionsSection />],
  ['lanes', 'Lanes', () => <LanesSection />],
  ['agents', 'Agents', () => set((settings) => <AgentsSection settings={settings} />)],
  ['notifications', 'Notifications', () => set((settings) => <NotificationsSection settings={settings} />)],
  ['data', 'Data folder', () => <DataSection />],
  ['theme', 'Theme', () => set((settings) => <ThemeSection settings={settings} />)],
  ['keys', 'Keys', () => set((settings) => <KeysSection settings={settings} />)],
];

/** Everything that a person sets, section by section. */
export function SettingsPage() {
  const { section = 'identity' } = useParams<{ readonly section?: string }>();
  const shown = SECTIONS.find(([path]) => path === section);
  return (
    <Page
      header={<PageHeader title="Settings" note={shown?.[1]} />}
      sidebar={{ label: 'Sections', content: <Sections current={section} /> }}
    >
      <div className={styles.content} key={section}>
        {shown === undefined ? (
          <EmptyState title="There is no such section">
            <Link href="/settings">Open identity and trust</Link>
          </EmptyState>
        ) : (
          shown[2]()
        )}
      </div>
    </Page>
  );
}

function Sections({ current }: { readonly current: string }) {
  return (
    <nav className={styles.nav} aria-label="Sections of the settings">
      {SECTIONS.map(([path, title]) => (
        <Link
          key={path}
          href={`/settings/${path}`}
          className={styles.link}
          aria-current={path === current ? 'page' : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

function set(show: (settings: Settings) => ReactNode) {
  return <WithSettings show={show} />;
}

function WithSettings({ show }: { readonly show: (settings: Settings) => ReactNode }) {
  return (
    <Answered answer={useSettings()} what="The settings">
      {show}
    </Answered>
  );
}
