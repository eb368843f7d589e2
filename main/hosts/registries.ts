import type { Clock } from '#main/kernel/clock.ts';
import { createFileTool } from '#main/tools/file/file-tool.ts';
import { createHttpTool } from '#main/tools/http/http-tool.ts';
import { createMcpTool } from '#main/tools/mcp/mcp-tool.ts';
import { type ToolRegistry, toolRegistry } from '#main/tools/registry.ts';
import { createShellTool } from '#main/tools/shell/shell-tool.ts';
import { createSqlTool } from '#main/tools/sql/sql-tool.ts';
import { exitVerifier } from '#main/verifiers/exit.ts';
import { createFileVerifier } from '#main/verifiers/file.ts';
import { httpVerifier } from '#main/verifiers/http.ts';
import { createMcpVerifier } from '#main/verifiers/mcp.ts';
import { outputVerifier } from '#main/verifiers/output.ts';
import { type VerifierRegistry, verifierRegistry } from '#main/verifiers/registry.ts';
import { createShellVerifier } from '#main/verifiers/shell.ts';
import { sqlVerifier } from '#main/verifiers/sql.ts';
import { createTcpVerifier } from '#main/verifiers/tcp.ts';
import { ENGINE_VERSION } from './engine-version.ts';

/** Every kind of tool call that can be performed. */
export function allTools(clock: Clock): ToolRegistry {
  const identity = { version: ENGINE_VERSION };
  return toolRegistry([
    createShellTool({ clock }),
    createHttpTool(identity),
    createSqlTool(identity),
    createFileTool(identity),
    createMcpTool({ clock, ...identity }),
  ]);
}

/** Every kind of check that can be read. */
export function allVerifiers(clock: Clock): VerifierRegistry {
  return verifierRegistry([
    createShellVerifier({ clock }),
    httpVerifier,
    sqlVerifier,
    createFileVerifier({ clock }),
    createTcpVerifier({ clock }),
    createMcpVerifier({ clock }),
    outputVerifier,
    exitVerifier,
  ]);
}
