import { resolve } from 'node:path';
import type { Tool, ToolContext, ToolOutcome } from '#main/engine/ports/tool.ts';
import { AppError, errorMessage } from '#shared/lib/app-error.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import type { FileCall } from '#shared/pulser/tool-call.ts';
import { writeAtomically } from './atomic-write.ts';
import { fileError } from './file-error.ts';
import { copyFile, makeFolder, movePath, readTemplate } from './operations.ts';
import { removePath } from './remove.ts';
import { fillTemplate } from './template.ts';

/** Performs one file operation. What it writes appears whole or not at all, and is on the disk when it says so. */
export function createFileTool(identity: { readonly version: string }): Tool {
  return {
    kind: 'file',
    identity: () => ({ kind: 'file', name: 'file', version: identity.version }),
    async run(call, context) {
      if (call.file === undefined) throw new AppError('tool.not-available', 'the file tool was given another call');
      const deadline = AbortSignal.timeout(context.timeoutMs);
      const signal = AbortSignal.any([context.signal, deadline]);
      try {
        signal.throwIfAborted();
        const result = await perform(call.file, context, signal);
        return { ok: true, error: null, result, outputs: {}, log: null };
      } catch (error) {
        if (context.signal.aborted) return failed('tool.stopped', 'the file operation was stopped');
        if (deadline.aborted) return failed('tool.timeout', `not done within ${context.timeoutMs} ms`);
        const failure = fileError(error);
        if (!(failure instanceof AppError) || !failure.code.startsWith('file.')) throw failure;
        return failed(failure.code, errorMessage(failure), failure);
      }
    },
  };
}

async function perform(call: FileCall, context: ToolContext, signal: AbortSignal): Promise<JsonObject> {
  const at = (path: string): string => resolve(context.cwd, path);
  const mode = call.mode === undefined ? undefined : Number.parseInt(call.mode, 8);
  const write = async (path: string, text: string): Promise<JsonObject> => ({
    path,
    ...(await writeAtomically(path, { text }, { mode, newMode: undefined, signal })),
  });

  if (call.write !== undefined) return write(at(call.write), call.content ?? `${JSON.stringify(call.json, null, 2)}\n`);
  if (call.template !== undefined) {
    const template = await readTemplate(at(call.template), signal);
    return write(at(needed(call.to)), fillTemplate(template, call.values ?? {}));
  }
  if (call.copy !== undefined) return copyFile(at(call.copy), at(needed(call.to)), { mode, signal });
  if (call.move !== undefined) return movePath(at(call.move), at(needed(call.to)), signal);
  if (call.mkdir !== undefined) return makeFolder(at(call.mkdir), mode);
  if (call.delete !== undefined) {
    const path = at(call.delete);
    const options = { recursive: call.recursive === true, cwd: context.cwd, signal };
    return { path, changed: await removePath(path, options) };
  }
  throw new AppError('file.failed', 'the call names no operation');
}

function needed(to: string | undefined): string {
  if (to === undefined) throw new AppError('file.failed', 'the call names no target');
  return to;
}

function failed(code: string, message: string, error?: AppError): ToolOutcome {
  return {
    ok: false,
    error: {
      code,
      message,
      ...(error?.hint === undefined ? {} : { hint: error.hint }),
      ...(error?.details === undefined ? {} : { details: error.details }),
    },
    result: {},
    outputs: {},
    log: null,
  };
}
