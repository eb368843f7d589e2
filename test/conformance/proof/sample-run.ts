import { createHash } from 'node:crypto';
import { jsonDigest } from '#main/kernel/hash.ts';
import type { BundleSource } from '#main/proof/bundle/source.ts';
import { type Signer, signerOf } from '#main/proof/sign/signer.ts';
import type { Digest } from '#shared/lib/digest.ts';
import type { Plan } from '#shared/pulser/plan.ts';
import type { ArtifactRef, LogRef } from '#shared/run/artifact.ts';
import type { ActReport } from '#shared/run/event.ts';
import { planOf } from '#test/helpers/plans.ts';
import { RunScript, type World } from './run-script.ts';

const KEY = '302e020100300506032b657004220420';

/** A signer that is the same in every test. */
export function testSigner(seed = 1): Signer {
  return signerOf(Buffer.concat([Buffer.from(KEY, 'hex'), Buffer.alloc(32, seed)]), 'none');
}

export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
}

/** Logs and artifacts that acts leave, kept in memory. */
export class Evidence {
  readonly logs = new Map<string, Buffer>();
  readonly artifacts = new Map<Digest, Buffer>();

  log(path: string, text: string): LogRef {
    const bytes = Buffer.from(text);
    this.logs.set(path, bytes);
    return { path, bytes: bytes.length, lines: text.split('\n').length - 1, digest: digestOf(bytes), redactions: 0 };
  }

  artifact(stepId: string, name: string, text: string): ArtifactRef {
    const bytes = Buffer.from(text);
    const digest = digestOf(bytes);
    this.artifacts.set(digest, bytes);
    return { name, digest, mediaType: 'text/plain', size: bytes.length, stepId };
  }

  cast(path: string): Buffer {
    const output = this.logs.get(path)?.toString('utf8') ?? '';
    return Buffer.from(`{"version":2,"width":80,"height":24}\n${JSON.stringify([0.1, 'o', output])}\n`);
  }
}

export const SAMPLE_PLAN: Plan = planOf({
  name: 'rotate-role',
  title: 'Rotate the <app> role',
  version: '1.2.0',
  inputs: { env: { type: 'string' }, region: { type: 'string' } },
  secrets: ['TOKEN'],
  steps: [
    {
      id: 'backup',
      why: 'runbook.md#L12',
      before: [{ shell: 'test -w .' }],
      do: { shell: 'pg_dumpall' },
      verify: [{ file: { path: 'roles.sql' } }],
      undo: { file: { delete: 'roles.sql' } },
      artifacts: ['roles.sql'],
      outputs: { token: 'result.token' },
    },
    { id: 'create', do: { shell: 'create' }, verify: [{ shell: 'is created' }] },
    {
      id: 'switch',
      approve: { reason: 'required' },
      do: { shell: 'switch' },
      verify: [{ shell: 'is switched' }, { shell: 'is fast', severity: 'warn' }],
      undo: { shell: 'switch back' },
      retry: { attempts: 3, backoff: '1s' },
    },
    { id: 'confirm', do: { shell: 'print' }, verify: [{ human: 'The page looks right' }, { exit: 0 }] },
    { id: 'never', when: 'inputs.env == "production"', do: { shell: 'never' }, verify: [{ shell: 'never' }] },
  ],
});

/** A world in which the sample passes: proven, satisfied, retried, attested, skipped. */
export function goodWorld(evidence: Evidence): World {
  return {
    read(stepId, phase, check, tries) {
      if (stepId === 'create') return 'green';
      if (stepId === 'switch' && check === 1) return 'red';
      if (phase === 'before' || phase === 'undo') return 'red';
      return stepId === 'switch' && tries < 2 ? 'red' : 'green';
    },
    observed: (stepId, phase) => ({ value: `${stepId} ${phase}`, host: 'db-7.internal.example' }),
    act(stepId, attempt, undo): Partial<ActReport> {
      const log = evidence.log(`run/${stepId}.${attempt}.cast`, `${stepId} try ${attempt}\nsecond line\n`);
      if (stepId !== 'backup') return { log, ok: undo || !(stepId === 'switch' && attempt === 1) };
      const artifacts = [
        evidence.artifact(stepId, 'roles.sql', 'CREATE ROLE app;\n'),
        evidence.artifact(stepId, 'notes/Größe 1.txt', 'notes\n'),
      ];
      return { log, artifacts, result: { token: 'tok-4711-north', lines: 3 }, outputs: { token: 'tok-4711-north' } };
    },
    answer: (_, kind) => ({ answer: { kind: 'approve' }, reason: kind === 'approval' ? 'change 42 <ok>' : null }),
  };
}

/** The sample, played to its end in a world. */
export function sampleSource(world: (evidence: Evidence) => World = goodWorld): BundleSource & { script: RunScript } {
  const evidence = new Evidence();
  const script = new RunScript(SAMPLE_PLAN).play(world(evidence));
  return { ...sourceOf(script, SAMPLE_PLAN, evidence), script };
}

/** What the host would read from its data folder. */
export function sourceOf(script: RunScript, plan: Plan, evidence: Evidence): BundleSource {
  return {
    plan,
    digest: jsonDigest(plan),
    events: script.events,
    records: [...script.records.values()],
    environment: {
      app: { name: 'ops-control-room', version: '0.1.0' },
      tools: [{ kind: 'shell', name: 'test', version: '1' }],
      masking: { policy: 'exact-and-encoded/1' },
    },
    async *readLog(log, form) {
      yield form === 'cast' ? evidence.cast(log.path) : (evidence.logs.get(log.path) ?? Buffer.alloc(0));
    },
    async *readArtifact(digest) {
      yield evidence.artifacts.get(digest) ?? Buffer.alloc(0);
    },
  };
}
