import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AppError } from '#shared/lib/app-error.ts';
import { foreignName, type OwnNames, type Refusal } from '../server/admit.ts';

const FORM = /^[\w.~+/-]{32,200}=*$/;

/** The token of agents: a given one, else one of this start. Throws AppError `mcp.token`. */
export function agentToken(given: string | undefined): string {
  if (given === undefined || given === '') return randomBytes(32).toString('base64url');
  if (FORM.test(given)) return given;
  throw new AppError('mcp.token', 'OPSROOM_MCP_TOKEN is no token', {
    hint: 'give 32 to 200 letters, digits and - . _ ~ + /, made by chance: openssl rand -hex 32',
  });
}

/** Refuses what does not come from an agent of this machine that was given the token. */
export function refuseAgent(request: IncomingMessage, names: OwnNames, token: string): Refusal | undefined {
  const foreign = foreignName(request, names);
  if (foreign !== undefined) return foreign;
  const { origin, authorization = '' } = request.headers;
  // Programs say none; a page of somebody else must not reach this by the user's browser.
  if (origin !== undefined && !names.origins.has(origin)) {
    return { status: 403, message: 'the request comes from a page of another origin' };
  }
  const [, given = ''] = /^Bearer +([^ ]+) *$/i.exec(authorization) ?? [];
  if (timingSafeEqual(digestOf(given), digestOf(token))) return undefined;
  return { status: 401, message: 'give the token that opsroom serve printed: Authorization: Bearer TOKEN' };
}

/** Of one length for every text, so that comparing takes the same time. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
