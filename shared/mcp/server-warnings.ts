import { looksLikeCredential } from './import/secrets.ts';
import { revealed, revealedLine } from './revealed.ts';
import type { ServerDefinition } from './server.ts';

type Stdio = Extract<ServerDefinition, { readonly transport: 'stdio' }>;

const ROOT_COMMANDS = new Set(['sudo', 'doas', 'su', 'pkexec', 'runas']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'cmd', 'powershell', 'pwsh']);
const LOADING =
  /^(?:NODE_OPTIONS|NODE_PATH|LD_PRELOAD|LD_LIBRARY_PATH|DYLD_.*|PYTHONSTARTUP|PYTHONPATH|PATH|BASH_ENV|ENV)$/i;

/** What a person should think about before a server is started or connected to: one sentence each, nothing when all is usual. */
export function serverWarnings(definition: ServerDefinition): readonly string[] {
  const found = definition.transport === 'stdio' ? commandWarnings(definition) : urlWarnings(definition.url);
  return [...new Set(found)];
}

function commandWarnings({ command, args, env }: Stdio): readonly string[] {
  const words = [command, ...args];
  const program = programName(command);
  return [
    ...words.flatMap((word) =>
      ROOT_COMMANDS.has(programName(word)) ? [`it runs as another user: ${programName(word)}`] : [],
    ),
    ...(SHELLS.has(program) ? ['it starts a shell, which runs whatever its arguments say'] : []),
    ...runsCode(program, args),
    ...words.flatMap(textWarnings),
    ...words.flatMap((word, index) => hiddenWarning(word, index === 0 ? 'the command' : `argument ${index}`)),
    ...placeWarnings(words),
    ...unpinned(program, args),
    ...containerWarnings(program, args),
    ...Object.keys(env).flatMap((name) =>
      LOADING.test(name) ? [`it sets ${name}, which changes what programs load`] : [],
    ),
    ...args.flatMap((arg, index) =>
      looksLikeCredential(arg) || looksLikeCredential(arg.replace(/^--?[\w-]+=/, ''))
        ? [`argument ${index + 1} looks like a credential: it is stored as it is, and every process list shows it`]
        : [],
    ),
  ];
}

const ADDRESS = /^(https?):\/\/(?:([^/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)[^?#]*(?:\?([^#]*))?/i;
const LOOPBACK = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/i;

function urlWarnings(url: string): readonly string[] {
  const [, scheme = '', user, host = '', query = ''] = ADDRESS.exec(url) ?? [];
  const parameters = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  return [
    ...(scheme.toLowerCase() === 'http' && !LOOPBACK.test(host)
      ? ['it is reached without encryption (http): anybody in between reads and changes what is said']
      : []),
    ...(/(?:^|\.)xn--|[^ -~]/i.test(host) ? [`its host is written in other letters: ${revealedLine(host)}`] : []),
    ...(user !== undefined || parameters.some(looksLikeCredential)
      ? ['its address holds what looks like a credential: it is stored as it is']
      : []),
    ...hiddenWarning(url, 'the address'),
  ];
}

function textWarnings(word: string): readonly string[] {
  return [
    ...(/\brm\s+(?:-\S+\s+)*-\w*[rRf]/.test(word) || /\bdel\s+\/[sq]/i.test(word) ? ['it removes files: rm -rf'] : []),
    ...(/\b(?:curl|wget|iwr|irm)\b[^|]*\|\s*(?:sudo\s+)?\w*(?:sh|python3?|node|iex)\b/i.test(word)
      ? ['it runs what it loads from the network']
      : []),
    ...(/\b(?:sudo|doas)\s/.test(word) ? ['it runs as another user: sudo'] : []),
  ];
}

function hiddenWarning(word: string, what: string): readonly string[] {
  return revealed(word) === word ? [] : [`${what} holds characters that do not show`];
}

const KEY_FOLDERS =
  /(?:^|[\\/=:,~])\.(?:ssh|aws|gnupg|kube|docker|azure|config\/gcloud|netrc|npmrc|git-credentials)(?:$|[\\/:,])/i;
const WHOLE_HOME = /^(?:~\/?|\$HOME\/?|\/root\/?|\/(?:home|Users)\/[^/]+\/?|[A-Za-z]:\\Users\\[^\\]+\\?)$/;

function placeWarnings(words: readonly string[]): readonly string[] {
  return words.slice(1).flatMap((word) => {
    const path = word.replace(/^--?[\w-]+=/, '');
    if (KEY_FOLDERS.test(path)) return [`it is given a place where keys are kept: ${revealedLine(path)}`];
    if (path === '/' || /^[A-Za-z]:\\?$/.test(path)) return ['it is given all files of this machine'];
    if (WHOLE_HOME.test(path)) return [`it is given a whole home folder: ${revealedLine(path)}`];
    return /^\/etc(?:\/|$)/.test(path) ? [`it is given settings of this machine: ${revealedLine(path)}`] : [];
  });
}

const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  npx: [],
  bunx: [],
  uvx: [],
  pipx: ['run'],
  pnpm: ['dlx'],
  yarn: ['dlx'],
  npm: ['exec', 'x'],
  bun: ['x'],
  uv: ['tool', 'run'],
};

/** A package that is loaded by its name alone is another program whenever its maker, or a thief, publishes one. */
function unpinned(program: string, args: readonly string[]): readonly string[] {
  const verbs = RUNNERS[program];
  if (verbs === undefined) return [];
  const given = args.find((arg) => !arg.startsWith('-') && !verbs.includes(arg));
  const option = args.findIndex((arg) => arg === '--package' || arg === '-p' || arg === '--from');
  const name = (option < 0 ? undefined : args[option + 1]) ?? given;
  if (name === undefined || /^[./~]/.test(name)) return [];
  const version = /.(?:@|==)([^@]*)$/.exec(name)?.[1];
  const isPinned = version !== undefined && /^v?\d+\.\d+\.\d+/.test(version);
  return isPinned
    ? []
    : [
        `${revealedLine(name)} is loaded in whatever version is there: write the version, as in ${revealedLine(name.replace(/(.)@[^@/]*$/, '$1'))}@1.2.3`,
      ];
}

function runsCode(program: string, args: readonly string[]): readonly string[] {
  const flags = /^(?:node|deno|bun|tsx|ruby|perl)$/.test(program) ? ['-e', '--eval', '-p', '--print', 'eval'] : [];
  const all = /^python[\d.]*$/.test(program) ? ['-c'] : flags;
  return args.some((arg) => all.includes(arg)) ? ['it runs program text that stands in its arguments'] : [];
}

function containerWarnings(program: string, args: readonly string[]): readonly string[] {
  if (program !== 'docker' && program !== 'podman') return [];
  const mounts = args.join(' ');
  return [
    ...(args.includes('--privileged') ? ['its container may do everything that this machine may (--privileged)'] : []),
    ...(/docker\.sock/.test(mounts) ? ['its container is given the socket of Docker, and with it this machine'] : []),
    ...(/(?:^|\s|=)\/:|source=\/,|src=\/,/.test(mounts) ? ['its container is given all files of this machine'] : []),
    ...(/--net(?:work)?[= ]host/.test(mounts) ? ['its container uses the network of this machine'] : []),
    ...untagged(args),
  ];
}

/** Options of `docker run` that take their value as the next word. */
const TAKES_VALUE =
  /^(?:-[evpwulhm]|--(?:env|env-file|volume|mount|publish|workdir|user|name|label|network|net|memory|entrypoint|add-host|hostname|platform|cpus|tmpfs))$/;

function untagged(args: readonly string[]): readonly string[] {
  const start = args.indexOf('run') + 1;
  if (start === 0) return [];
  let at = start;
  while (at < args.length && args[at]?.startsWith('-') === true) at += TAKES_VALUE.test(args[at] ?? '') ? 2 : 1;
  const image = args[at];
  if (image === undefined || image.includes('@sha256:')) return [];
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  return tag === undefined || tag === 'latest'
    ? [`the image ${revealedLine(image)} is loaded in whatever version is there: write its tag or digest`]
    : [];
}

function programName(command: string): string {
  return (command.split(/[\\/]/).at(-1) ?? command).toLowerCase().replace(/\.(?:exe|cmd|bat|ps1)$/, '');
}
