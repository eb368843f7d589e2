import type { Mask } from '#main/engine/ports/mask.ts';
import { AppError } from '#shared/lib/app-error.ts';

/** A refusal as the page may see it: what a server says in it holds no secret. Anything else stays as it is. */
export function maskedError(error: unknown, mask: Mask): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, hint, details } = error;
  return new AppError(code, mask.text(message), {
    ...(hint === undefined ? {} : { hint: mask.text(hint) }),
    ...(details === undefined ? {} : { details: mask.json(details) }),
    cause: error,
  });
}

/** Does something with a server; what it throws is masked. */
export async function withoutSecrets<T>(mask: Mask, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw maskedError(error, mask);
  }
}
