import { ChevronDown } from 'lucide-react';
import { Menu } from '#renderer/ui/menu.tsx';
import { RiskLabel } from '#renderer/ui/risk-label.tsx';
import { TOOL_EFFECTS, type ToolEffect } from '#shared/mcp/pin.ts';
import { EFFECT_WORDS } from '../model/server-words.ts';
import styles from './parts.module.css';

interface EffectMenuProps {
  readonly tool: string;
  readonly effect: ToolEffect;
  readonly onChange: (effect: ToolEffect) => void;
}

const MEANINGS: Readonly<Record<ToolEffect, string>> = {
  read: 'changes nothing',
  write: 'changes something',
  irreversible: 'cannot be undone',
};

/** What a call of the tool may do, as the operator judges it. */
export function EffectMenu({ tool, effect, onChange }: EffectMenuProps) {
  return (
    <Menu
      label={`Effect of ${tool}`}
      align="start"
      items={TOOL_EFFECTS.map((value) => ({
        id: value,
        label: `${EFFECT_WORDS[value]}: ${MEANINGS[value]}`,
        checked: value === effect,
        run: () => onChange(value),
      }))}
    >
      <button type="button" className={styles.effect} aria-label={`Effect of ${tool}: ${EFFECT_WORDS[effect]}`}>
        <RiskLabel risk={effect} />
        <ChevronDown size={10} aria-hidden />
      </button>
    </Menu>
  );
}
