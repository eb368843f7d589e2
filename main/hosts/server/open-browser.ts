import { spawn } from 'node:child_process';

/** Opens an address with what the platform opens addresses with. Resolves with what went wrong. */
export function openBrowser(url: string, platform: NodeJS.Platform): Promise<string | undefined> {
  const [program, ...args] = opener(platform);
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true, shell: false });
    child.once('error', (error) => resolve(`${program}: ${error.message}`));
    child.once('exit', (code) => resolve(code === 0 ? undefined : `${program} ended with exit code ${code}`));
    child.unref();
  });
}

function opener(platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
