import { AppError } from '#shared/lib/app-error.ts';
import type { SecretSource } from '#shared/run/event.ts';
import { SHORTEST_ENCODED } from './encodings.ts';

/** Secrets of a run, in the clear, with where each came from. */
export interface ResolvedSecrets {
  readonly values: Readonly<Record<string, string>>;
  readonly sources: readonly SecretSource[];
  /** One line each, without the value. */
  readonly warnings: readonly string[];
}

/**
 * The values of the named secrets: the environment variable of that name, else the vault, which is asked only when it is
 * needed. Throws AppError `secrets.missing` (every missing name at once), `secrets.empty`, or what the vault throws.
 */
export async function resolveSecrets(
  names: readonly string[],
  from: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly vault: { get(name: string): Promise<string | undefined> } | undefined;
  },
): Promise<ResolvedSecrets> {
  const values: [string, string][] = [];
  const sources: SecretSource[] = [];
  const missing: string[] = [];
  const empty: string[] = [];
  const warnings: string[] = [];
  for (const name of new Set(names)) {
    const variable = Object.hasOwn(from.environment, name) ? from.environment[name] : undefined;
    const value = variable ?? (await from.vault?.get(name));
    if (value === undefined) {
      missing.push(name);
    } else if (value.trim() === '') {
      empty.push(name);
    } else {
      values.push([name, value]);
      sources.push({ name, source: variable === undefined ? 'vault' : 'environment' });
      if (value.trim().length < SHORTEST_ENCODED) {
        warnings.push(
          `secret ${name} has fewer than ${SHORTEST_ENCODED} characters: it is hidden where it stands as it is, not where it is encoded`,
        );
      }
    }
  }
  refuse(missing, empty);
  return { values: Object.fromEntries(values), sources, warnings };
}

/** The values of those named secrets that can be had here. A vault that cannot be opened is asked no further. */
export async function availableSecrets(
  names: readonly string[],
  { environment, vault }: Parameters<typeof resolveSecrets>[1],
): Promise<Readonly<Record<string, string>>> {
  const values: [string, string][] = [];
  let open = vault;
  for (const name of new Set(names)) {
    const variable = Object.hasOwn(environment, name) ? environment[name] : undefined;
    const value =
      variable ??
      (await open?.get(name).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        open = undefined;
        return undefined;
      }));
    if (value !== undefined && value.trim() !== '') values.push([name, value]);
  }
  return Object.fromEntries(values);
}

function refuse(missing: readonly string[], empty: readonly string[]): void {
  const details = { missing, empty };
  if (missing.length > 0) {
    const also = empty.length > 0 ? `; empty: ${empty.join(', ')}` : '';
    throw new AppError('secrets.missing', `secrets without a value: ${missing.join(', ')}${also}`, {
      hint: `put ${missing[0]} into the vault (in the settings, or with opsroom secrets set), or set the environment variable of that name`,
      details,
    });
  }
  if (empty.length > 0) {
    throw new AppError('secrets.empty', `secrets with an empty value: ${empty.join(', ')}`, {
      hint: 'unset the environment variable, or give it a value',
      details,
    });
  }
}
