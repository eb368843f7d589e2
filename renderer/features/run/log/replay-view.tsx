import { Pause, Play, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { EmptyState } from '#renderer/ui/empty-state.tsx';
import { formatElapsed } from '#renderer/ui/formats.ts';
import { Segmented } from '#renderer/ui/segmented.tsx';
import { SelectField } from '#renderer/ui/select-field.tsx';
import type { RunId } from '#shared/run/ids.ts';
import styles from './log-pane.module.css';
import { SPEEDS } from './replay-model.ts';
import { Replayer, type ReplayState } from './replayer.ts';
import type { Section } from './sections.ts';

interface ReplayViewProps {
  readonly runId: RunId;
  readonly sections: readonly Section[];
  readonly selected: string | null;
  readonly onSelect: (stepId: string) => void;
  readonly onClose: () => void;
}

const AT_START: ReplayState = { position: 0, seconds: 0, isPlaying: false, isLoading: true, problem: null };

/** Prints a recording again, with the pauses that it had. */
export function ReplayView({ runId, sections, selected, onSelect, onClose }: ReplayViewProps) {
  const recorded = sections.filter(({ log }) => log !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const section =
    recorded.find(({ key }) => key === chosen) ??
    recorded.find(({ step }) => step.summary.id === selected) ??
    recorded[0];
  const logId = section?.log?.logId;
  const host = useRef<HTMLDivElement>(null);
  const replayer = useRef<Replayer | null>(null);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number]>(1);
  const [state, setState] = useState(AT_START);
  const currentSpeed = useEffectEvent(() => speed);
  useEffect(() => {
    const element = host.current;
    if (element === null || logId === undefined) return undefined;
    const made = new Replayer(element, { runId, logId }, setState);
    replayer.current = made;
    made.setSpeed(currentSpeed());
    made.play();
    return () => {
      replayer.current = null;
      made.dispose();
    };
  }, [runId, logId, host, replayer]);
  if (section === undefined) {
    return (
      <EmptyState title="Nothing to replay" actions={<Button onClick={onClose}>Show log</Button>}>
        No step of this run has printed anything.
      </EmptyState>
    );
  }
  const { position, seconds, isPlaying, isLoading, problem } = state;
  return (
    <div className={styles.replay}>
      <div className={styles.replayBar}>
        <IconButton
          icon={isPlaying ? Pause : Play}
          label={isPlaying ? 'Pause replay' : 'Play'}
          variant="default"
          onClick={() => (isPlaying ? replayer.current?.pause() : replayer.current?.play())}
        />
        <input
          className={styles.seek}
          type="range"
          aria-label="Position"
          aria-valuetext={`${formatElapsed(position * 1000)} of ${formatElapsed(seconds * 1000)}`}
          min={0}
          max={Math.max(0.1, seconds)}
          step={0.1}
          value={position}
          onChange={(event) => replayer.current?.seek(Number(event.currentTarget.value))}
        />
        <span className={styles.clock}>
          {formatElapsed(position * 1000)} / {formatElapsed(seconds * 1000)}
        </span>
        <Segmented
          size="sm"
          label="Speed"
          value={String(speed)}
          segments={SPEEDS.map((value) => ({ value: String(value), label: `${value}x` }))}
          onChange={(value) => {
            const chosen = SPEEDS.find((known) => String(known) === value) ?? 1;
            setSpeed(chosen);
            replayer.current?.setSpeed(chosen);
          }}
        />
        <SelectField
          label="Recording"
          hideLabel
          className={styles.recording}
          value={section.key}
          options={recorded.map(({ key, step, note }) => ({
            value: key,
            label: `${step.summary.index + 1}. ${step.summary.title}${note === '' ? '' : `, ${note}`}`,
          }))}
          onChange={(key) => {
            setChosen(key);
            const next = recorded.find((other) => other.key === key);
            if (next !== undefined) onSelect(next.step.summary.id);
          }}
        />
        <IconButton icon={X} label="End replay" onClick={onClose} />
      </div>
      {problem !== null && <p className={styles.empty}>The recording could not be read: {problem}.</p>}
      {isLoading && problem === null && <p className={styles.loading}>Reading the recording</p>}
      <div ref={host} className={styles.stage} aria-label={`Replay of ${section.step.summary.title}`} role="group" />
    </div>
  );
}
