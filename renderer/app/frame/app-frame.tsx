import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useQuestions } from '#renderer/client/hooks/runs.ts';
import { useSystemState } from '#renderer/client/hooks/system.ts';
import { startHostEvents, useHost } from '#renderer/client/host.ts';
import { BundleOpener } from '#renderer/parts/open-bundle/bundle-opener.tsx';
import { useOldestQuestion } from '#renderer/parts/server-question/open-questions.ts';
import type { StartSource } from '#renderer/parts/start-run/start-source.ts';
import { HeaderSlotsContext } from '#renderer/ui/frame/page-header.tsx';
import { CommandBar } from '../commands/command-bar.tsx';
import { KeysSheet } from '../commands/keys-sheet.tsx';
import { useAppCommands } from '../commands/use-app-commands.ts';
import { Routes } from '../routes.tsx';
import { useAppliedSettings } from '../use-applied-settings.ts';
import styles from './app-frame.module.css';
import { Banners } from './banners.tsx';
import { FatalScreen } from './fatal-screen.tsx';
import { ApprovalsButton, CommandBarButton } from './header-buttons.tsx';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { WindowControls } from './window-controls.tsx';

const StartRunDialog = lazy(async () => {
  const { StartRunDialog: dialog } = await import('#renderer/parts/start-run/start-run-dialog.tsx');
  return { default: dialog };
});

const ServerQuestion = lazy(async () => {
  const { ServerQuestion: dialog } = await import('#renderer/parts/server-question/server-question.tsx');
  return { default: dialog };
});

/** Rail, page, status bar, and what opens over them. */
export function AppFrame() {
  const { data: state } = useSystemState();
  if (state?.status === 'unusable') return <FatalScreen state={state} />;
  return <WorkingFrame />;
}

function WorkingFrame() {
  const [, navigate] = useLocation();
  const [over, setOver] = useState<'command-bar' | 'keys' | StartSource | null>(null);
  const questions = useQuestions().data?.length ?? 0;
  const asked = useOldestQuestion();
  const { hasWindowControls, platform } = useHost();
  useAppliedSettings();
  useAppCommands({ openCommandBar: () => setOver('command-bar'), openKeys: () => setOver('keys') });
  useEffect(() => startHostEvents((route) => navigate(route)), [navigate]);

  const slots = useMemo(
    () => ({
      commandBar: <CommandBarButton onOpen={() => setOver('command-bar')} />,
      approvals: <ApprovalsButton count={questions} />,
      windowControls: hasWindowControls ? <WindowControls /> : null,
      banners: <Banners />,
    }),
    [questions, hasWindowControls],
  );
  return (
    <HeaderSlotsContext.Provider value={slots}>
      <div className={styles.frame} data-mac-controls={hasWindowControls && platform === 'darwin' ? true : undefined}>
        <a href="#main" className={styles.skip} onClick={skipToMain}>
          Skip to content
        </a>
        <Rail waiting={questions} />
        <div className={styles.page}>
          <Routes />
        </div>
        <StatusBar />
      </div>
      <CommandBar open={over === 'command-bar'} onClose={() => setOver(null)} onStart={setOver} />
      <BundleOpener />
      <KeysSheet open={over === 'keys'} onClose={() => setOver(null)} />
      {typeof over === 'object' && over !== null && (
        <Suspense fallback={null}>
          <StartRunDialog lane={null} source={over} onClose={() => setOver(null)} />
        </Suspense>
      )}
      {asked !== undefined && (
        <Suspense fallback={null}>
          <ServerQuestion key={asked.questionId} asked={asked} />
        </Suspense>
      )}
    </HeaderSlotsContext.Provider>
  );
}

function skipToMain(event: React.MouseEvent): void {
  // The hash of the location is the route.
  event.preventDefault();
  document.getElementById('main')?.focus();
}
