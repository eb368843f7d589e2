import type { PlanCheck, TemplateRow } from '#shared/api/plans.ts';
import type { JsonObject } from '#shared/lib/json.ts';

/** What is made of a text, with what it calls itself as far as that can be read. */
export interface CheckedText extends PlanCheck {
  readonly name: string | undefined;
  readonly title: string | undefined;
}

/** Reads plan texts, and keeps those that come with the product. */
export interface PlanDesk {
  /** Never throws, whatever the text; long texts are read beside the event loop. */
  check(text: string): Promise<CheckedText>;
  schema(): JsonObject;
  templates(): Promise<readonly TemplateRow[]>;
  /** Refused with `plan.unknown-template`. */
  template(id: string): Promise<string>;
}
