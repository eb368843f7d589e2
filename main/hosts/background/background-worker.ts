import { parentPort } from 'node:worker_threads';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import { type JobRequest, type JobResponse, perform } from './jobs.ts';

parentPort?.on('message', (request: JobRequest) => void answer(request));

async function answer({ id, job }: JobRequest): Promise<void> {
  let response: JobResponse;
  try {
    response = { id, ok: true, result: await perform(job) };
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal.fault';
    const message = errorMessage(error);
    response = { id, ok: false, error: { code, message, isFault: !(error instanceof AppError) } };
  }
  parentPort?.postMessage(response, []);
}
