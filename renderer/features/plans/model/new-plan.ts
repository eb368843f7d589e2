/** The text of a new plan: one step that writes a note, checks it, and can take it back. It runs as it is. */
export function newPlanText(title: string): string {
  const name = planName(title);
  return `pulser: 1
name: ${name}
title: ${JSON.stringify(title)}
version: 0.1.0
steps:
  - id: note
    title: Write a note
    do:
      file: { write: "\${{ run.workspace }}/${name}.txt", content: hello }
    verify:
      - file: { path: "\${{ run.workspace }}/${name}.txt", contains: hello }
    undo:
      file: { delete: "\${{ run.workspace }}/${name}.txt" }
`;
}

/** A title as a name: `Rotate keys` -> `rotate-keys`. */
export function planName(title: string): string {
  const name = title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return name === '' ? 'plan' : name;
}
