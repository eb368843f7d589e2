import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '#renderer/ui/button.tsx';
import { useCommands } from '#renderer/ui/commands/use-commands.ts';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Skeleton } from '#renderer/ui/skeleton.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { Json } from '#shared/lib/json.ts';
import type { Lane } from '#shared/pulser/plan.ts';
import { runLabel, type SessionId } from '#shared/run/ids.ts';
import { PlanPicker } from './plan-picker.tsx';
import { RefusedPlan } from './refused-plan.tsx';
import { StartForm } from './start-form.tsx';
import styles from './start-run.module.css';
import { type StartSource, type StartVersion, useReadyPlan } from './start-source.ts';
import { type TypedStart, useStartForm } from './use-start-form.ts';

interface StartRunDialogProps {
  /** Absent: the newest open session. */
  readonly sessionId?: SessionId | null;
  /** `null`: any lane, or the one that the plan asks for. */
  readonly lane: Lane | null;
  /** Absent: it is picked first. */
  readonly source?: StartSource;
  /** Inputs that were filled in already. */
  readonly values?: Readonly<Record<string, Json>>;
  readonly onClose: () => void;
}

/** Queues a run: picks a plan, checks and stores it, asks for its inputs, and says what it may change. */
export function StartRunDialog({ sessionId = null, lane, source, values, onClose }: StartRunDialogProps) {
  const [picked, setPicked] = useState<StartSource | null>(source ?? null);
  const [version, setVersion] = useState<StartVersion | null>(null);
  const [typed, setTyped] = useState<TypedStart | null>(null);
  const ready = useReadyPlan(picked, version);
  if (picked === null) {
    return (
      <Dialog open onClose={onClose} title={lane === null ? 'Run a plan' : `Run a plan in lane ${lane}`}>
        <PlanPicker onPick={setPicked} />
      </Dialog>
    );
  }
  const pickAnother = (): void => {
    setPicked(null);
    setVersion(null);
    setTyped(null);
  };
  const back = source === undefined ? pickAnother : null;
  if (ready.data === undefined) {
    return (
      <Dialog open onClose={onClose} title="Run a plan" size="lg">
        {ready.error === null ? (
          <div className={styles.loading} aria-busy>
            <Skeleton width="48%" />
            <Skeleton width="72%" />
            <p>Checking and storing the plan</p>
          </div>
        ) : (
          <RefusedPlan error={ready.error} source={picked} onBack={back} onClose={onClose} />
        )}
      </Dialog>
    );
  }
  return (
    <ReadyDialog
      key={ready.data.digest}
      ready={ready.data}
      sessionId={sessionId}
      lane={lane}
      values={values ?? {}}
      typed={typed}
      onVersion={(next, filledIn) => {
        setTyped(filledIn);
        setVersion(next);
      }}
      onBack={back}
      onClose={onClose}
    />
  );
}

interface ReadyDialogProps {
  readonly ready: NonNullable<ReturnType<typeof useReadyPlan>['data']>;
  readonly sessionId: SessionId | null;
  readonly lane: Lane | null;
  readonly values: Readonly<Record<string, Json>>;
  readonly typed: TypedStart | null;
  readonly onVersion: (version: StartVersion, filledIn: TypedStart) => void;
  readonly onBack: (() => void) | null;
  readonly onClose: () => void;
}

function ReadyDialog({ ready, sessionId, lane, values, typed, onVersion, onBack, onClose }: ReadyDialogProps) {
  const form = useStartForm(ready, { sessionId, lane, values, typed });
  const { show } = useToast();
  const [, navigate] = useLocation();
  const start = async (): Promise<void> => {
    const started = await form.start();
    if (started === null) return;
    const label = runLabel(started.number);
    show({
      status: 'queued',
      title: `${label} is queued`,
      text: `${ready.plan.title}, ${form.lane === null ? 'any lane' : `lane ${form.lane}`}`,
      action: { label: 'Open', run: () => navigate(`/runs/${label}`) },
    });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      sticky
      size="lg"
      title={`Run ${ready.plan.title}`}
      description={`Version ${ready.plan.version}, ${ready.plan.steps.length} ${ready.plan.steps.length === 1 ? 'step' : 'steps'}`}
      footer={
        <>
          {onBack !== null && (
            <Button variant="ghost" onClick={onBack}>
              Another plan
            </Button>
          )}
          <span className={styles.space} />
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button keys="Mod+D" busy={form.dry.kind === 'reading'} onClick={() => void form.dryRun()}>
            Dry run
          </Button>
          <Button variant="primary" keys="Mod+Enter" busy={form.isStarting} onClick={() => void start()}>
            {form.lane === null ? 'Run in any lane' : `Run in lane ${form.lane}`}
          </Button>
        </>
      }
    >
      <DialogKeys onStart={() => void start()} onDryRun={() => void form.dryRun()} />
      <StartForm ready={ready} form={form} onVersion={(next) => onVersion(next, form.typed())} />
    </Dialog>
  );
}

/** Registered inside of the dialog, so that they lie above what it covers. */
function DialogKeys({ onStart, onDryRun }: { readonly onStart: () => void; readonly onDryRun: () => void }) {
  useCommands([
    { id: 'start.run', title: 'Start the run', keys: ['Mod+Enter', 'Mod+Shift+Enter'], group: 'Run', run: onStart },
    { id: 'start.dry-run', title: 'Dry run', keys: 'Mod+D', group: 'Run', run: onDryRun },
  ]);
  return null;
}
