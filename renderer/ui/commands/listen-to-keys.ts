import { strokeOf } from './key-stroke.ts';
import { isMac } from './platform.ts';
import { commandRegistry } from './use-commands.ts';

const SEQUENCE_MS = 1200;
const TEXT_PLACES =
  'input:not([type="checkbox"],[type="radio"],[type="button"],[type="submit"],[type="range"]),textarea,select,' +
  '[contenteditable=""],[contenteditable="true"],[role="menu"],[role="listbox"]:not([data-keys="commands"])';
const PRESSABLE =
  'button,input,a[href],summary,[role="button"],[role="tab"],[role="menuitem"],[role="checkbox"],[role="switch"]';

/** Starts the one listener that turns keys into commands; returns what stops it. */
export function listenToKeys(): () => void {
  const mac = isMac();
  let forget: ReturnType<typeof setTimeout> | undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const stroke = strokeOf(event, mac);
    if (stroke === undefined) return;
    clearTimeout(forget);
    // Inside of an editor's own style scope the event names only the scope.
    const [inner] = event.composedPath();
    const target = inner instanceof Element ? inner : null;
    const outcome = commandRegistry.press(stroke, {
      text: target !== null && isTextPlace(target),
      pressable: target !== null && target.closest(PRESSABLE) !== null,
    });
    if (outcome.kind === 'none') return;
    event.preventDefault();
    if (outcome.kind === 'pending') {
      forget = setTimeout(() => commandRegistry.reset(), SEQUENCE_MS);
    } else if (!event.repeat || stroke.key.startsWith('Arrow') || outcome.command.hidden === true) {
      outcome.command.run();
    }
  };
  document.addEventListener('keydown', onKeyDown);
  return () => {
    clearTimeout(forget);
    document.removeEventListener('keydown', onKeyDown);
  };
}

/** Letters are text here. A read-only terminal has a text area of its own; `data-keys="commands"` around it says so. */
function isTextPlace(target: Element): boolean {
  const place = target.closest(TEXT_PLACES);
  const commands = target.closest('[data-keys="commands"]');
  return place !== null && !(commands !== null && commands.contains(place));
}
