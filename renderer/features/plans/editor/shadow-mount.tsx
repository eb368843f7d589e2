import { useEffect, useRef } from 'react';
import styles from './editor.module.css';

interface ShadowMountProps {
  /** Builds inside of the root and returns what removes it again. Called once. */
  readonly build: (root: ShadowRoot, parent: HTMLElement) => () => void;
  readonly label: string;
}

/**
 * A place with a style scope of its own: there the editor uses constructed style sheets, which the page's policy allows, instead of
 * style elements, which it forbids.
 */
export function ShadowMount({ build, label }: ShadowMountProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(build);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const parent = document.createElement('div');
    parent.style.height = '100%';
    root.append(parent);
    const remove = latest.current(root, parent);
    return () => {
      remove();
      parent.remove();
    };
  }, []);
  return <div ref={host} className={styles.host} role="group" aria-label={label} />;
}
