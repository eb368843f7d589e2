import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { client } from '#renderer/client/client.ts';
import { useServer } from '#renderer/client/hooks/mcp.ts';
import { usePlans } from '#renderer/client/hooks/plans.ts';
import { Answered } from '#renderer/parts/answered.tsx';
import { useAct } from '#renderer/parts/use-act.ts';
import { Button, IconButton } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { asSentence } from '#renderer/ui/formats.ts';
import { SelectField } from '#renderer/ui/select-field.tsx';
import { PERMISSIONS, type Permission } from '#shared/mcp/pin.ts';
import { PERMISSION_WORDS } from '../model/server-words.ts';
import { refreshServers } from '../refresh-servers.ts';
import styles from './dialogs.module.css';

interface PlanRulesDialogProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** What single plans may do with the tools of a server, other than every plan. */
export function PlanRulesDialog({ name, onClose }: PlanRulesDialogProps) {
  const answer = useServer(name);
  const { data: plans = [], error: plansError, isSuccess: arePlansRead } = usePlans(false);
  const act = useAct();
  const [plan, setPlan] = useState('');
  const [tool, setTool] = useState('');
  const [permission, setPermission] = useState<Permission>('ask');
  const names = [...new Set(plans.map((document) => document.published?.name ?? document.name))].sort();
  const tools = answer.data?.tools ?? [];
  const set = (rule: { plan: string; tool: string; permission: Permission | null }): Promise<boolean> =>
    act('The rule was not changed', async () => {
      await client.mcp.setPlanRule({ ...rule, server: name });
      await refreshServers();
    });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (plan === '' || tool === '') return;
    if (await set({ plan, tool, permission })) setTool('');
  };
  const choose = (label: string) => ({ value: '', label, disabled: true });
  const isIrreversible = tools.find((candidate) => candidate.name === tool)?.effect === 'irreversible';
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Rules for ${name}`}
      description="A plan's own rule goes before that of the tool. A looser one holds only for what is published under that name. What cannot be undone always asks."
    >
      <div className={styles.form}>
        <Answered answer={answer} what={name}>
          {({ planRules }) => (
            <>
              {planRules.length === 0 && <p className={styles.about}>No plan has a rule of its own.</p>}
              <ul className={styles.rules} aria-label="Rules of plans">
                {planRules.map((rule) => (
                  <li key={`${rule.plan} ${rule.tool}`}>
                    <span>
                      {rule.plan}, <code>{rule.tool}</code>
                    </span>
                    <span>{PERMISSION_WORDS[rule.permission]}</span>
                    <IconButton
                      icon={Trash2}
                      label={`Remove the rule of ${rule.plan} for ${rule.tool}`}
                      onClick={() => void set({ ...rule, permission: null })}
                    />
                  </li>
                ))}
              </ul>
            </>
          )}
        </Answered>
        <form className={styles.form} aria-label="New rule" onSubmit={(event) => void submit(event)}>
          <SelectField
            label="Plan"
            value={plan}
            onChange={setPlan}
            options={[
              choose(names.length === 0 && arePlansRead ? 'No plan is published' : 'Choose'),
              ...names.map(option),
            ]}
            error={plansError === null ? undefined : `The plans could not be read. ${asSentence(plansError.message)}`}
          />
          <SelectField
            label="Tool"
            value={tool}
            onChange={(next) => {
              setTool(next);
              setPermission('ask');
            }}
            options={[choose('Choose'), ...tools.map((candidate) => option(candidate.name))]}
          />
          <SelectField
            label="Permission"
            value={permission}
            onChange={setPermission}
            help={isIrreversible ? 'What cannot be undone is never allowed without a question.' : undefined}
            options={PERMISSIONS.map((value) => ({
              value,
              label: PERMISSION_WORDS[value],
              disabled: value === 'allow' && isIrreversible,
            }))}
          />
          <div className={styles.buttons}>
            <Button type="submit" disabled={plan === '' || tool === ''}>
              Set rule
            </Button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}

function option(value: string) {
  return { value, label: value };
}
