import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BundleSource } from '#main/proof/bundle/source.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { exported, verify } from '#test/conformance/proof/bundle-kit.ts';
import { RunScript } from '#test/conformance/proof/run-script.ts';
import { Evidence, goodWorld, SAMPLE_PLAN, sourceOf } from '#test/conformance/proof/sample-run.ts';
import { tempFolder } from '#test/helpers/temp-folder.ts';

const SIZE = 300 << 20;
const BLOCK = 256 * 1024;

function* blocks(): Generator<Buffer> {
  for (let done = 0, turn = 0; done < SIZE; done += BLOCK, turn += 1) yield Buffer.alloc(BLOCK, turn % 251);
}

/** The sample with an artifact of 300 MB that is made as it is read. */
function largeSource(): BundleSource {
  const hash = createHash('sha256');
  for (const block of blocks()) hash.update(block);
  const digest = `sha256:${hash.digest('hex')}` as Digest;
  const evidence = new Evidence();
  const world = goodWorld(evidence);
  const script = new RunScript(SAMPLE_PLAN).play({
    ...world,
    act(stepId, attempt, undo) {
      const report = world.act(stepId, attempt, undo);
      if (stepId !== 'backup') return report;
      return {
        ...report,
        artifacts: [{ name: 'dump.bin', digest, mediaType: 'application/octet-stream', size: SIZE, stepId }],
      };
    },
  });
  return {
    ...sourceOf(script, SAMPLE_PLAN, evidence),
    async *readArtifact() {
      yield* blocks();
    },
  };
}

/** How much the memory of this process grows at most while something is under way. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const start = process.memoryUsage.rss();
  let most = start;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, process.memoryUsage.rss()) - start;
}

describe('a bundle of 300 MB', () => {
  it('is written and verified in flat memory', async () => {
    const folder = tempFolder();
    const source = largeSource();
    let path = '';
    const writing = await growthDuring(async () => {
      path = await exported(folder, source);
    });
    expect(statSync(path).size).toBeGreaterThan(SIZE);
    const verifying = await growthDuring(async () => {
      const report = await verify(path);
      expect(report.failures).toEqual([]);
      expect(report.outcome).toBe('valid');
    });
    expect(writing).toBeLessThan(200 << 20);
    expect(verifying).toBeLessThan(100 << 20);
  });
});
