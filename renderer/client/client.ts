import { createORPCClient } from '@orpc/client';
import type { ContractClient } from '#shared/api/contract.ts';
import { pageLink } from './connection.ts';

/**
 * The control room that this page belongs to. Calls wait for a connection (`connection.missing` after 15 s); what was under
 * way when it broke is rejected with `connection.lost`. Every rejection is a ClientError, save that of an aborted signal.
 */
export const client: ContractClient = createORPCClient(pageLink);
