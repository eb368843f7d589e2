import type { Mask } from '#main/engine/ports/mask.ts';
import { AppError } from '#shared/lib/app-error.ts';

/** The values of the secrets that a definition names, registered with the mask. Throws AppError `mcp.connect`. */
export async function secretValues(
  server: string,
  names: Readonly<Record<string, string>>,
  from: { secret(name: string): Promise<string | undefined>; readonly mask: Mask },
): Promise<Record<string, string>> {
  const values: [string, string][] = [];
  for (const [key, name] of Object.entries(names)) {
    const value = await from.secret(name);
    if (value === undefined || value === '') {
      throw new AppError('mcp.connect', `${server} needs the secret ${name}, which has no value`, {
        hint: `set it with: opsroom secrets set ${name}`,
        details: { server, secret: name },
      });
    }
    from.mask.register(value);
    values.push([key, value]);
  }
  return Object.fromEntries(values);
}
