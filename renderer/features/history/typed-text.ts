/** What stands in a search field beside the text that is searched for, which follows after a pause. */
export interface TypedText {
  readonly value: string;
  /** The text that was searched for when this was typed. */
  readonly text: string;
  /** The text that was asked for last from here; `null`: none that has not arrived. */
  readonly asked: string | null;
}

/** What stands there once `text` is searched for: what was typed, unless somebody else has set another text. */
export function settledText(typed: TypedText, text: string): TypedText {
  if (typed.text === text) return typed;
  // The text is searched for without the blanks at its ends; those that were typed stay, or no second word could be.
  const isOwn = text === typed.asked || typed.value.trim() === text;
  return { value: isOwn ? typed.value : text, text, asked: null };
}
