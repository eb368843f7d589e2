import { connect } from 'node:net';
import type { Verifier } from '#main/engine/ports/verifier.ts';
import type { Clock } from '#main/kernel/clock.ts';
import { errorCode } from '#shared/lib/app-error.ts';
import { formatDuration } from '#shared/lib/duration.ts';
import { green, red, unreadable } from './observation.ts';

type Answer = { readonly open: boolean } | { readonly failure: string };

/**
 * Knocks at a port. A connection is open, a refusal is closed; both are definite. Silence, or a host that cannot be found or
 * reached, says neither.
 */
export function createTcpVerifier(parts: { readonly clock: Clock }): Verifier {
  return {
    kind: 'tcp',
    async read(check, context) {
      context.signal.throwIfAborted();
      if (check.tcp === undefined) return unreadable(null, 'not a tcp check');
      const { host, open } = check.tcp;
      const port = Number(check.tcp.port);
      if (!Number.isInteger(port) || port < 1 || port > 65_535) {
        return unreadable(null, 'the port is not a number from 1 to 65535');
      }
      const answer = await knock(host, port, parts.clock, context);
      context.signal.throwIfAborted();
      if ('failure' in answer) return unreadable(null, `${host}:${port}: ${answer.failure}`);
      const observed = { open: answer.open };
      const message = `${host}:${port} is ${answer.open ? 'open' : 'closed'}`;
      return answer.open === open ? green(observed, message) : red(observed, message);
    },
  };
}

function knock(
  host: string,
  port: number,
  clock: Clock,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: Answer): void => {
      cancelDeadline();
      limits.signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(answer);
    };
    const onAbort = (): void => settle({ failure: 'stopped' });
    const cancelDeadline = clock.schedule(limits.timeoutMs, () =>
      settle({ failure: `no answer within ${formatDuration(limits.timeoutMs)}` }),
    );
    limits.signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', () => settle({ open: true }));
    socket.on('error', (error) => settle(isRefused(error) ? { open: false } : { failure: reasonOf(error) }));
  });
}

// A name with several addresses is closed when every one of them refuses.
function isRefused(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every((one) => errorCode(one) === 'ECONNREFUSED');
  return errorCode(error) === 'ECONNREFUSED';
}

function reasonOf(error: Error): string {
  return errorCode(error) ?? 'the connection failed';
}
