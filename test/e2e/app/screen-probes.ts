/** Functions that run in the page; each stands alone, without anything from around it. */

/** What can be scrolled sideways: the window, or a pane that is not made for long lines. */
export function sideways(): readonly string[] {
  const made = '.cm-scroller, pre, [data-viewer], [role="grid"]';
  const wide = [...document.querySelectorAll<HTMLElement>('*')].filter((element) => {
    if (element.scrollWidth <= element.clientWidth + 1 || element.clientWidth === 0) return false;
    const isRoot = element === document.documentElement || element === document.body;
    return isRoot || (/auto|scroll/.test(getComputedStyle(element).overflowX) && element.closest(made) === null);
  });
  return wide.map((element) => `${element.tagName}.${element.className} ${element.scrollWidth}>${element.clientWidth}`);
}

/** Words of a status and controls of which a part is cut off, and that nothing can scroll into sight; the log scrolls by itself. */
export function cutParts(): readonly string[] {
  const status = '[data-st]:has(> svg), span:has(> svg:first-child), [role="status"], [role="alert"]';
  const controls = 'button, a[href], input:not([type="file"]), select, textarea, [role="tab"], [role="radio"]';
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.closest('[role="region"][aria-label="Log"]') === null;
  const isCut = (element: Element): boolean => {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) return false;
    // A name may be cut at its end: the whole of it shows on hover.
    const isEllipsis = (each: Element | null): boolean =>
      each !== null && getComputedStyle(each).textOverflow === 'ellipsis';
    if (element.matches('a') && (isEllipsis(element) || isEllipsis(element.parentElement))) return false;
    if (element instanceof HTMLElement && getComputedStyle(element).textOverflow === 'ellipsis') {
      if (element.scrollWidth > element.clientWidth + 1) return true;
    }
    let sideDone = false;
    let heightDone = false;
    for (let up = element.parentElement; up !== null; up = up.parentElement) {
      const { overflowX, overflowY, position, clipPath } = getComputedStyle(up);
      const frame = up.getBoundingClientRect();
      if (clipPath !== 'none' && frame.width <= 1) return false;
      const isSide = overflowX !== 'visible' && up.scrollWidth > up.clientWidth;
      if (/auto|scroll/.test(overflowX)) sideDone = true;
      if (/auto|scroll/.test(overflowY)) heightDone = true;
      if (!sideDone && (overflowX === 'hidden' || overflowX === 'clip') && isSide) {
        if (box.right > frame.right + 1.5 || box.left < frame.left - 1.5) return true;
      }
      if (!heightDone && (overflowY === 'hidden' || overflowY === 'clip')) {
        if (box.bottom > frame.bottom + 1.5 || box.top < frame.top - 1.5) return true;
      }
      if (position === 'fixed') {
        const outside =
          frame.right > innerWidth + 1 || frame.bottom > innerHeight + 1 || frame.left < -1 || frame.top < -1;
        return outside;
      }
    }
    return !sideDone && (box.right > innerWidth + 1.5 || box.left < -1.5);
  };
  const dialogs = [...document.querySelectorAll('[role="dialog"]')];
  const place = dialogs.at(-1) ?? document.body;
  return [...place.querySelectorAll(`${status}, ${controls}`)]
    .filter((element) => isSeen(element) && isCut(element))
    .map((element) => `${element.outerHTML.slice(0, 120)} in ${element.parentElement?.className ?? ''}`);
}

/** What moves although no motion is wanted. */
export function movingParts(): readonly string[] {
  return document.getAnimations().flatMap((animation) => {
    const lasts = Number(animation.effect?.getComputedTiming().activeDuration ?? 0);
    if (animation.playState !== 'running' || lasts <= 1) return [];
    const target = animation.effect instanceof KeyframeEffect ? animation.effect.target : null;
    return [`${target?.tagName ?? ''}.${target?.getAttribute('class') ?? ''}`];
  });
}

/** Where the focus is, by a key of the place, and whether it can be seen there. */
export function focusMark(): { readonly key: string; readonly problem: string | null } {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return { key: 'body', problem: null };
  const all = [...document.querySelectorAll('*')];
  const key = `${all.indexOf(element)} ${element.outerHTML.slice(0, 100)}`;
  const box = element.getBoundingClientRect();
  const isOutside = box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth || box.top >= innerHeight;
  const look = (): string => {
    let words = '';
    for (let up: Element | null = element, step = 0; up !== null && step < 5; up = up.parentElement, step += 1) {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } =
        getComputedStyle(up);
      const outline = outlineStyle === 'none' ? 'none' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
      words += `${outline} ${boxShadow} ${borderColor} ${backgroundColor};`;
    }
    return words;
  };
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  let isSeen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
  if (!isSeen) {
    const focused = look();
    element.blur();
    isSeen = focused !== look();
    element.focus();
  }
  return { key, problem: isOutside ? 'outside of the window' : isSeen ? null : 'not seen to have the focus' };
}

/** What is wrong with where the focus is; `null` where it is somewhere. */
export function idleFocus(): string | null {
  const element = document.activeElement;
  return element === null || element === document.body ? 'nothing has the focus' : null;
}
