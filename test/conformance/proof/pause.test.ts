import { describe, expect, it } from 'vitest';
import { RunFold } from '#main/proof/format/fold-run.ts';
import { FILES } from '#main/proof/format/names.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';
import {
  bytesAt,
  eventsOf,
  exported,
  type Files,
  type Loose,
  lie,
  pack,
  rulesOf,
  setEvents,
  unpack,
  verify,
} from './bundle-kit.ts';
import { RUN_ID, RunScript } from './run-script.ts';
import { Evidence, goodWorld, SAMPLE_PLAN, sourceOf } from './sample-run.ts';

/** A run that was moved in its queue, paused there, paused twice in the middle, and lost its owner in one of the pauses. */
async function pausedFiles(): Promise<Files> {
  const evidence = new Evidence();
  const script = new RunScript(SAMPLE_PLAN);
  script.send({ type: 'move', lane: 'C', before: RUN_ID.replace(/1$/, '2') as typeof RUN_ID });
  script.send({ type: 'pause', reason: 'not tonight' });
  script.send({ type: 'lift-pause', reason: null });
  script.play(goodWorld(evidence), (stepId, attempt) => {
    if (attempt > 1) return undefined;
    return script.state.pause !== null && stepId === 'switch' ? 'takeover' : stepId === 'confirm' ? undefined : 'pause';
  });
  return unpack(await exported(tempFolder(), sourceOf(script, SAMPLE_PLAN, evidence)));
}

/** Events that follow no order that a run could have: the chain and its signature fit them all the same. */
function forge(files: Files, edit: (events: Loose[]) => Loose[]): void {
  const before = new Map(files);
  setEvents(files, edit(eventsOf(files)));
  const [journal, checkpoint] = [bytesAt(files, FILES.journal), bytesAt(files, FILES.checkpoint)];
  for (const [path, bytes] of before) files.set(path, bytes);
  files.set(FILES.journal, journal);
  files.set(FILES.checkpoint, checkpoint);
}

async function rulesAfter(edit: (events: Loose[]) => Loose[]): Promise<readonly string[]> {
  const files = await pausedFiles();
  forge(files, edit);
  const report = await verify(await pack(tempFolder(), files));
  expect(report.outcome).toBe('invalid');
  return report.failures.map(({ rule, message }) => `${rule} ${message.replace(/^event \d+: /, '')}`);
}

const isLift = (event: Loose): boolean => event.type === 'pause.lifted';
const isPause = (event: Loose): boolean => event.type === 'pause.requested';

describe('the bundle of a run that was moved and paused', () => {
  it('is valid, and its report says who held the run, for how long and why', async () => {
    const files = await pausedFiles();
    const report = await verify(await pack(tempFolder(), files));
    expect(report.failures).toEqual([]);
    expect(report.outcome).toBe('valid');
    const fold = new RunFold(SAMPLE_PLAN);
    for (const event of eventsOf(files)) fold.add(event);
    expect(fold.pauses.length).toBeGreaterThanOrEqual(3);
    expect(eventsOf(files).some((event) => event.type === 'step.doubted')).toBe(true);
    const page = bytesAt(files, FILES.report).toString('utf8');
    expect(page).toMatch(/<dt>Paused<\/dt><dd><p>[^<]* by worker host-1: not tonight; resumed by worker host-1<\/p>/);
    expect(page).toContain('window &lt;closed&gt;; resumed by operator ada');
  });

  it('is invalid where a pause was made longer than the acts after it allow', async () => {
    const rules = await rulesAfter((events) => events.toSpliced(events.findLastIndex(isLift), 1));
    expect(rules).toContainEqual(expect.stringMatching(/^journal\.order the run queues while it is paused/));
  });

  it('is invalid where a pause was put before an act that had begun', async () => {
    const rules = await rulesAfter((events) => {
      const pause = events.findLastIndex(isPause);
      return events.toSpliced(pause - 1, 2, events[pause], events[pause - 1]);
    });
    expect(rules).toContainEqual('journal.order act.started while the run is paused');
  });

  it('is invalid where a pause is told twice, or lifted without one', async () => {
    const twice = await rulesAfter((events) => events.toSpliced(events.findIndex(isPause), 0, events.find(isPause)));
    expect(twice).toContainEqual('journal.order pause.requested while the run is paused');
    const never = await rulesAfter((events) => events.toSpliced(events.findIndex(isPause), 1));
    expect(never).toContainEqual('journal.order pause.lifted while the run is not paused');
  });

  it('is invalid where the run is claimed while it is paused, or moved while it does not queue', async () => {
    const claimed = await rulesAfter((events) => {
      const parked = events.findIndex((event) => event.type === 'run.parked');
      return events.toSpliced(parked, 1).filter((event) => !isLift(event) && event.type !== 'run.requeued');
    });
    expect(claimed).toContainEqual('journal.order the run is claimed while it is paused');
    const moved = await rulesAfter((events) => {
      const [move, ...rest] = [events.find((event) => event.type === 'run.moved'), ...events];
      const at = rest.findIndex((event) => event.type === 'run.started');
      return rest.toSpliced(at, 0, move);
    });
    expect(moved).toContainEqual('journal.order the run is moved while it does not queue');
  });

  it('is invalid where who paused it, or why, was changed without the key', async () => {
    const files = await pausedFiles();
    const journal = bytesAt(files, FILES.journal).toString('utf8');
    files.set(FILES.journal, Buffer.from(journal.replace('not tonight', 'why not ever')));
    expect(rulesOf(await verify(await pack(tempFolder(), files)))).toContain('journal.chain');
  });

  it('is invalid where the reason is no text, whoever signed it', async () => {
    const files = await pausedFiles();
    lie(files, (events) => {
      events.find(isPause).data.reason = 7;
    });
    expect(rulesOf(await verify(await pack(tempFolder(), files)))).toContain('journal.form');
  });
});
