import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { withStyledDocument } from './styled-document.ts';
import { onThemeChange, terminalTheme } from './terminal-theme.ts';

const FONT = '"JetBrains Mono Variable", ui-monospace, monospace';
const FONT_SIZE = 12;
const ROW_HEIGHT = 18;
/** Rows that a terminal keeps above its screen. */
export const SCROLLBACK = 6000;
/** Text handed to the parser at a time. */
const PIECE = 65_536;
// A page may have about sixteen GPU contexts; more than these are drawn without.
const MOST_GPU_TERMINALS = 8;

/** Names of renderers that are no GPU. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let gpuTerminals = 0;
let isGpuHere: boolean | undefined;
let fontsReady: Promise<unknown> | undefined;

/** False where WebGL would be computed by the processor: there the page itself draws faster. */
function hasGpu(): boolean {
  isGpuHere ??= probeGpu();
  return isGpuHere;
}

function probeGpu(): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = info === null ? '' : context.getParameter(info.UNMASKED_RENDERER_WEBGL);
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name !== 'string' || !SOFTWARE.test(name);
}

/** Resolves once the fonts of a terminal can be measured. */
export function terminalFonts(): Promise<unknown> {
  fontsReady ??= Promise.allSettled([
    document.fonts.load(`${FONT_SIZE}px ${FONT}`),
    document.fonts.load(`bold ${FONT_SIZE}px ${FONT}`),
  ]);
  return fontsReady;
}

/** A terminal that only shows: drawn by the GPU, and by the page where there is none or it is lost. */
export class TerminalSurface {
  readonly terminal: Terminal;
  readonly #disposals: (() => void)[] = [];
  #gpu: WebglAddon | undefined;
  #cell: { readonly width: number; readonly height: number } | undefined;

  constructor(host: HTMLElement, size: { readonly cols: number; readonly rows: number }) {
    this.terminal = withStyledDocument((styled) => {
      const terminal = new Terminal({
        ...size,
        documentOverride: styled,
        allowProposedApi: true,
        disableStdin: true,
        convertEol: true,
        cursorBlink: false,
        cursorStyle: 'block',
        cursorInactiveStyle: 'none',
        fontFamily: FONT,
        fontSize: FONT_SIZE,
        fontWeightBold: '600',
        scrollback: SCROLLBACK,
        smoothScrollDuration: 0,
        minimumContrastRatio: 4.5,
        theme: terminalTheme(),
      });
      terminal.open(host);
      return terminal;
    });
    // Keys belong to the page; what is selected can still be copied.
    this.terminal.attachCustomKeyEventHandler(() => false);
    if (this.terminal.textarea !== undefined) {
      this.terminal.textarea.tabIndex = -1;
      this.terminal.textarea.readOnly = true;
    }
    this.#fitRowHeight();
    this.#useGpu();
    const forget = (): void => {
      this.#cell = undefined;
    };
    // Zooming is a change of the window's size as well.
    window.addEventListener('resize', forget);
    this.terminal.onResize(forget);
    this.#disposals.push(
      () => window.removeEventListener('resize', forget),
      onThemeChange(() => {
        this.terminal.options.theme = terminalTheme();
      }),
    );
  }

  /** Width of a character and height of a row, px. Measured once for each size: measuring makes the page lay itself out. */
  get cell(): { readonly width: number; readonly height: number } {
    this.#cell ??= this.#measured();
    return this.#cell ?? { width: 7.2, height: ROW_HEIGHT };
  }

  /** True while the GPU draws. */
  get isAccelerated(): boolean {
    return this.#gpu !== undefined;
  }

  /** Prints; resolves when the terminal has taken it all in, which is when it can take more. */
  async print(text: string, isWanted: () => boolean): Promise<void> {
    for (let at = 0; at < text.length && isWanted(); ) {
      let end = Math.min(text.length, at + PIECE);
      // Never between the halves of a character.
      if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end += 1;
      const piece = text.slice(at, end);
      at = end;
      await new Promise<void>((resolve) => this.terminal.write(piece, resolve));
    }
  }

  dispose(): void {
    for (const dispose of this.#disposals) dispose();
    this.#dropGpu();
    this.terminal.dispose();
  }

  #measured(): { readonly width: number; readonly height: number } | undefined {
    const screen = this.terminal.element?.querySelector<HTMLElement>('.xterm-screen');
    if (screen === null || screen === undefined || screen.offsetWidth === 0) return undefined;
    const { width, height } = screen.getBoundingClientRect();
    return { width: width / this.terminal.cols, height: height / this.terminal.rows };
  }

  #fitRowHeight(): void {
    const natural = this.cell.height;
    if (natural > 0) this.terminal.options.lineHeight = Math.max(1, (ROW_HEIGHT + 0.01) / natural);
    this.#cell = undefined;
  }

  #useGpu(): void {
    if (gpuTerminals >= MOST_GPU_TERMINALS || !hasGpu()) return;
    const gpu = new WebglAddon();
    try {
      this.terminal.loadAddon(gpu);
    } catch {
      // No WebGL here: the page draws, more slowly.
      gpu.dispose();
      return;
    }
    this.#gpu = gpu;
    gpuTerminals += 1;
    this.#cell = undefined;
    gpu.onContextLoss(() => this.#dropGpu());
  }

  #dropGpu(): void {
    if (this.#gpu === undefined) return;
    const gpu = this.#gpu;
    this.#gpu = undefined;
    this.#cell = undefined;
    gpuTerminals -= 1;
    withStyledDocument(() => gpu.dispose());
  }
}
