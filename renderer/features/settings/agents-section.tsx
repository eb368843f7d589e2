import { Segmented } from '#renderer/ui/segmented.tsx';
import type { Settings } from '#shared/api/settings.ts';
import type { AgentApprovals } from '#shared/run/event.ts';
import { Section } from './section.tsx';
import { useUpdateSettings } from './use-update-settings.ts';

interface AgentsSectionProps {
  readonly settings: Settings;
}

const MEANING: Record<AgentApprovals, string> = {
  none: 'Agents approve nothing and fill in no form. They may deny, stop and cancel.',
  others: 'Agents approve only in runs that no agent started, nor any attempt before it.',
  all: 'Agents approve also in runs that they started themselves. The record of each step says so.',
};

const PLANS: Record<Settings['agentPlans'], string> = {
  library: 'Agents run only plans that a person published in the library. They may still check others.',
  any: 'Agents run published plans, and plans that they wrote themselves.',
};

/** What agents that are connected by MCP may do. */
export function AgentsSection({ settings: { agentApprovals, agentPlans } }: AgentsSectionProps) {
  const update = useUpdateSettings();
  return (
    <Section
      title="Agents"
      about="Agents reach this control room with opsroom mcp, or at /mcp of opsroom serve. They never confirm what a check asks a person for."
    >
      <div>
        <Segmented
          label="Steps that agents may approve"
          value={agentApprovals}
          onChange={(next) => void update(() => ({ agentApprovals: next }))}
          segments={[
            { value: 'none', label: 'None' },
            { value: 'others', label: 'Of runs by people' },
            { value: 'all', label: 'All' },
          ]}
        />
      </div>
      <p>{MEANING[agentApprovals]}</p>
      <div>
        <Segmented
          label="Plans that agents may run"
          value={agentPlans}
          onChange={(next) => void update(() => ({ agentPlans: next }))}
          segments={[
            { value: 'library', label: 'Published plans' },
            { value: 'any', label: 'Any plan' },
          ]}
        />
      </div>
      <p>{PLANS[agentPlans]}</p>
    </Section>
  );
}
