const SEQUENCES =
  /\u001b(?:\[[0-9;?<=>]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-~])/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** A line as it is left on the screen: without control sequences, and what was written over is gone. */
export function plainText(line: string): string {
  const text = line.replace(SEQUENCES, '');
  let shown = '';
  for (const part of text.split('\r')) {
    // What a shorter text does not cover stays.
    shown = part + shown.slice(part.length);
  }
  return shown.replace(CONTROLS, '');
}
