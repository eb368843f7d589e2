import type { Command } from 'commander';
import type { Accept } from './accept.ts';
import { registerAnswer } from './answer.ts';
import { registerArchive } from './archive.ts';
import { registerArtifacts } from './artifacts.ts';
import { registerCancel } from './cancel.ts';
import { registerCheck } from './check.ts';
import { registerConnections } from './connections.ts';
import { registerDoctor } from './doctor.ts';
import { registerExport } from './export.ts';
import { registerIdentity } from './identity.ts';
import { registerLanes } from './lanes.ts';
import { registerLogs } from './logs.ts';
import { registerMcp } from './mcp.ts';
import { registerMove } from './move.ts';
import { registerOpenField } from './open-field.ts';
import { registerPause, registerResume } from './pause.ts';
import { registerReplay } from './replay.ts';
import { registerResolve } from './resolve.ts';
import { registerRun } from './run.ts';
import { registerRuns } from './runs.ts';
import { registerSecrets } from './secrets.ts';
import { registerServe } from './serve.ts';
import { registerShow } from './show.ts';
import { registerVerify } from './verify.ts';
import { registerWaive } from './waive.ts';
import { registerWorker } from './worker.ts';

/** Adds every command to the program; the one that was asked for is handed to `accept`. */
export function registerCommands(program: Command, accept: Accept): void {
  const commands = [
    registerRun,
    registerCheck,
    registerRuns,
    registerShow,
    registerLogs,
    registerArtifacts,
    registerCancel,
    registerPause,
    registerResume,
    registerMove,
    registerLanes,
    registerAnswer,
    registerResolve,
    registerWaive,
    registerArchive,
    registerWorker,
    registerServe,
    registerMcp,
    registerReplay,
    registerExport,
    registerVerify,
    registerOpenField,
    registerIdentity,
    registerSecrets,
    registerConnections,
    registerDoctor,
  ];
  for (const register of commands) register(program, accept);
}
