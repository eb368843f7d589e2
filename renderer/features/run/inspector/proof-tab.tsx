import { ArrowRight, ShieldCheck, Terminal } from 'lucide-react';
import { useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyButton, Hash } from '#renderer/ui/copy-button.tsx';
import { formatClock, formatCount } from '#renderer/ui/formats.ts';
import { Notice } from '#renderer/ui/notice.tsx';
import { StatusGlyph } from '#renderer/ui/status-glyph.tsx';
import { useToast } from '#renderer/ui/toast.tsx';
import type { CheckView, RunDetail, StepInspection } from '#shared/api/runs.ts';
import { runLabel } from '#shared/run/ids.ts';
import type { Reading } from '#shared/run/reading.ts';
import { type ChainCheck, checkRunChain } from './check-chain.ts';
import {
  claimNote,
  claimStatus,
  claimsTitle,
  readingStatus,
  STRENGTH_WORDS,
  UNDO_WORDS,
  VERDICT_WORDS,
  valueText,
} from './claims.ts';
import styles from './inspector.module.css';

interface ProofTabProps {
  readonly detail: RunDetail;
  readonly step: StepInspection;
}

/** What a step claims, what was read before and after, and where its proof stands in the chain. */
export function ProofTab({ detail, step }: ProofTabProps) {
  const { summary, checks } = step.detail;
  const waiver = detail.waivers.find((candidate) => candidate.stepId === summary.id);
  return (
    <>
      {summary.verdict !== null && (
        <section className={styles.section}>
          <h3>Verdict</h3>
          <p>{VERDICT_WORDS[summary.verdict]}</p>
          {summary.strength !== null && <p className={styles.quiet}>{STRENGTH_WORDS[summary.strength]}</p>}
          {summary.reason !== '' && <p className={styles.quiet}>{summary.reason}</p>}
          {summary.undo !== null && <p>{UNDO_WORDS[summary.undo]}</p>}
        </section>
      )}
      {waiver !== undefined && (
        <section className={styles.section}>
          <Notice status="waived">
            {waiver.by} vouches for it: {waiver.reason}
          </Notice>
        </section>
      )}
      <section className={styles.section}>
        <h3>{claimsTitle(step.detail)}</h3>
        {checks.map((check, index) => (
          <Claim
            key={index}
            check={check}
            isUndone={summary.undo === 'restored'}
            isSettled={summary.status === 'settled'}
          />
        ))}
      </section>
      <section className={styles.section}>
        <h3>Digests, SHA-256</h3>
        <Digest name="Plan" digest={step.digests.plan} />
        <Digest name="Inputs" digest={step.digests.inputs} />
        <Digest name="Outputs" digest={step.digests.outputs} />
        {step.tool?.pin !== undefined && (
          <>
            <Digest name="Tool" digest={step.tool.pin.tool} />
            <Digest name="Server" digest={step.tool.pin.definition} />
          </>
        )}
        {step.digests.record !== null && <Digest name="Proof" digest={step.digests.record} />}
      </section>
      <section className={styles.section}>
        <h3>Chain position</h3>
        {step.chain.length === 0 ? (
          <p className={styles.quiet}>Not in the chain yet. Its first event is written when the step starts.</p>
        ) : (
          <ol className={styles.chain}>
            {step.chain.map(({ seq, type, hash }) => (
              <li key={seq}>
                <i aria-hidden />
                <span>
                  {formatCount(seq)} {type}
                </span>
                <Hash digest={hash} />
              </li>
            ))}
            <li data-head>
              <i aria-hidden />
              <span>{formatCount(detail.head.seq)} newest of the run</span>
              <Hash digest={detail.head.hash} />
            </li>
          </ol>
        )}
      </section>
      <VerifyAgain detail={detail} step={step} />
    </>
  );
}

interface ClaimProps {
  readonly check: CheckView;
  readonly isUndone: boolean;
  readonly isSettled: boolean;
}

function Claim({ check, isUndone, isSettled }: ClaimProps) {
  const { before, after, name } = check;
  const newest = after ?? before;
  const note = claimNote(check);
  return (
    <div className={styles.claim}>
      <StatusGlyph status={claimStatus(check, isSettled)} size={14} />
      <span>{name}</span>
      <div className={styles.readings}>
        {before !== null && <Reader word="before" reading={before} />}
        {before !== null && after !== null && before.status !== after.status && (
          <span className={styles.change}>
            {before.status} <ArrowRight size={11} aria-hidden /> {after.status}
            {isUndone ? ', then rolled back' : ''}
          </span>
        )}
        {after !== null && <Reader word="after" reading={after} />}
        {newest === null && <span className={styles.quiet}>not read yet</span>}
        {note !== null && <span className={styles.quiet}>{note}</span>}
      </div>
    </div>
  );
}

function Reader({ word, reading }: { readonly word: string; readonly reading: Reading }) {
  return (
    <dl className={styles.reading} data-st={readingStatus(reading)}>
      <dt>{word}</dt>
      <dd>
        <b>{reading.status}</b> {reading.message}
      </dd>
      <dt>observed</dt>
      <dd className={styles.value} title={valueText(reading.observed)}>
        {valueText(reading.observed)}
      </dd>
    </dl>
  );
}

function Digest({ name, digest }: { readonly name: string; readonly digest: string }) {
  const hex = digest.slice(digest.indexOf(':') + 1);
  return (
    <div className={styles.digest}>
      <span>{name}</span>
      <code title={digest}>
        {hex.slice(0, 12)}…{hex.slice(-4)}
      </code>
      <CopyButton text={digest} label={`Copy digest: ${name}`} />
    </div>
  );
}

function VerifyAgain({ detail, step }: ProofTabProps) {
  const { run } = detail;
  const [check, setCheck] = useState<ChainCheck | null>(null);
  const [files, setFiles] = useState<{ readonly intact: number; readonly total: number } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const act = useAct();
  const { show } = useToast();
  const verify = async (): Promise<void> => {
    setBusy(true);
    await act('The proof was not verified', async () => {
      setCheck(await checkRunChain(run.runId, AbortSignal.timeout(60_000)));
      const { artifacts } = step.detail;
      const answers = await Promise.all(artifacts.map(({ digest }) => client.artifacts.verify({ digest })));
      setFiles({ intact: answers.filter(({ status }) => status === 'intact').length, total: answers.length });
    });
    setBusy(false);
  };
  const label = runLabel(run.number);
  const command = `opsroom export ${label} --output ${label}.opsproof.zip && opsroom verify ${label}.opsproof.zip`;
  const isGood = check?.brokenAt === null && (files === null || files.intact === files.total);
  return (
    <section className={styles.section}>
      {check !== null && (
        <Notice status={isGood ? 'succeeded' : 'failed'}>
          {check.brokenAt === null
            ? `${formatCount(check.events)} events match their hashes`
            : `Event ${formatCount(check.brokenAt)} does not match its hash`}
          {files !== null && files.total > 0 ? `, ${files.intact} of ${files.total} artifacts are intact` : ''}, checked{' '}
          {formatClock(check.at)} UTC.
        </Notice>
      )}
      <div className={styles.buttons}>
        <Button size="sm" icon={ShieldCheck} busy={isBusy} onClick={() => void verify()}>
          Verify again
        </Button>
        <Button
          size="sm"
          icon={Terminal}
          onClick={() =>
            void act('The command was not copied', async () => {
              await navigator.clipboard.writeText(command);
              show({ title: 'Verify command copied', text: command });
            })
          }
        >
          Copy verify command
        </Button>
      </div>
    </section>
  );
}
