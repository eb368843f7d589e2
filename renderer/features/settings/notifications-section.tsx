import { useHost } from '#renderer/client/host.ts';
import { Switch } from '#renderer/ui/toggles.tsx';
import type { Settings } from '#shared/api/settings.ts';
import { Section } from './section.tsx';
import { useUpdateSettings } from './use-update-settings.ts';

interface NotificationsSectionProps {
  readonly settings: Settings;
}

/** What the desktop app tells while nobody looks at it. */
export function NotificationsSection({ settings: { notifications, keepInTray } }: NotificationsSectionProps) {
  const update = useUpdateSettings();
  const isDesktop = useHost().kind === 'desktop';
  return (
    <Section
      title="Notifications"
      about={
        isDesktop
          ? 'Shown by the system while this window is not in front.'
          : 'Shown by the desktop app on this data folder. The browser view shows none.'
      }
    >
      <Switch
        label="Approvals"
        help="A run stopped and waits for a decision or values."
        checked={notifications.approvals}
        onChange={(approvals) => void update((now) => ({ notifications: { ...now.notifications, approvals } }))}
      />
      <Switch
        label="Failures"
        help="A run failed, or its outcome is in doubt."
        checked={notifications.failures}
        onChange={(failures) => void update((now) => ({ notifications: { ...now.notifications, failures } }))}
      />
      <Switch
        label="Keep running in the tray"
        help="Closing the last window of the desktop app leaves runs going. Off: it quits, and asks when runs are going."
        checked={keepInTray}
        onChange={(keep) => void update(() => ({ keepInTray: keep }))}
      />
    </Section>
  );
}
