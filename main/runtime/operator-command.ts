import type { Command } from '#main/engine/decide.ts';
import type { Mask } from '#main/engine/ports/mask.ts';
import type { RunState } from '#main/engine/state.ts';
import type { ErrorData } from '#shared/lib/app-error.ts';
import { canonicalJson } from '#shared/lib/canonical-json.ts';
import type { Digest } from '#shared/lib/digest.ts';
import { err, ok, type Result } from '#shared/lib/result.ts';
import type { Actor } from '#shared/run/actor.ts';
import type { RunId } from '#shared/run/ids.ts';
import { commandRun } from './commands.ts';
import type { RuntimeServices } from './services.ts';

type Services = Pick<RuntimeServices, 'store' | 'clock' | 'maskOf'>;

/**
 * Commits what a person asks of a run, as commandRun does, and stores no secret of the run that was typed: a reason is masked,
 * and values that hold one are refused (`input.secret`), as a masked value would not be what the run goes on with.
 */
export async function operatorCommand(
  services: Services,
  runId: RunId,
  command: Command,
  actor: Actor,
): Promise<Result<RunState, ErrorData>> {
  const { store, clock } = services;
  const digest = isTyped(command) ? store.runs.get(runId)?.planDigest : undefined;
  const shown = digest === undefined ? ok(command) : withoutSecrets(command, await maskOfPlan(services, digest));
  return shown.ok ? commandRun(store, runId, shown.value, { actor, at: clock.now() }) : shown;
}

/** What hides the secrets that a plan names, as far as they can be had here, and what looks like one. */
export async function maskOfPlan({ store, maskOf }: Omit<Services, 'clock'>, digest: Digest): Promise<Mask> {
  return maskOf(store.plans.get(digest)?.secrets ?? []);
}

/** Most commands come without a word: for them no vault has to be opened. */
function isTyped(command: Command): boolean {
  if ('reason' in command && command.reason !== null && command.reason !== '') return true;
  return command.type === 'answer' && command.answer.kind === 'values';
}

function withoutSecrets(command: Command, mask: Mask): Result<Command, ErrorData> {
  if (command.type === 'answer' && command.answer.kind === 'values') {
    const { values } = command.answer;
    const held = Object.entries(values).find(([, value]) => canonicalJson(mask.json(value)) !== canonicalJson(value));
    if (held !== undefined) return err(heldSecret(held[0]));
  }
  if (!('reason' in command) || command.reason === null) return ok(command);
  return ok({ ...command, reason: mask.text(command.reason) });
}

function heldSecret(name: string): ErrorData {
  return {
    code: 'input.secret',
    message: `${name} holds a secret of the run, or something that looks like a credential`,
    hint: 'answers are recorded and shown to everybody: a secret belongs into the vault, for the plan or the server to name',
    details: { input: name },
  };
}
