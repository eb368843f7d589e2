import { Segmented } from '#renderer/ui/segmented.tsx';
import type { Settings } from '#shared/api/settings.ts';
import { Section } from './section.tsx';
import { useUpdateSettings } from './use-update-settings.ts';

interface ThemeSectionProps {
  readonly settings: Settings;
}

/** Dark, light, or as the system has it. */
export function ThemeSection({ settings: { theme } }: ThemeSectionProps) {
  const update = useUpdateSettings();
  return (
    <Section title="Theme" about="System follows the computer, also when it changes in the evening.">
      <div>
        <Segmented
          label="Theme"
          value={theme}
          onChange={(next) => void update(() => ({ theme: next }))}
          segments={[
            { value: 'system', label: 'System' },
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
        />
      </div>
    </Section>
  );
}
