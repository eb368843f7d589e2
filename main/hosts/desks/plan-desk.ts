import type { PlanDesk } from '#main/api/ports/plan-desk.ts';
import type { JsonObject } from '#shared/lib/json.ts';
import { pulserJsonSchema } from '#shared/pulser/json-schema.ts';
import type { Background } from '../background/background.ts';
import { checkText } from '../background/jobs.ts';
import { Templates } from '../templates.ts';

/** Texts up to this length take a few milliseconds: less than handing them over would. */
const SHORT = 4_096;

export function openPlanDesk(background: Background): PlanDesk {
  const templates = new Templates();
  return {
    async check(text) {
      return text.length <= SHORT ? checkText(text) : background.run({ kind: 'check-plan', text });
    },
    schema: () => pulserJsonSchema() as JsonObject,
    templates: () => templates.list(),
    template: (id) => templates.text(id),
  };
}
