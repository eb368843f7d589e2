import type { ElectronApplication } from '@playwright/test';

/** Answers the questions that the app asks in a dialog of the system by their buttons, in turn; the last answer stands for all that follow. */
export async function answerQuestions(electron: ElectronApplication, ...buttons: readonly string[]): Promise<void> {
  await electron.evaluate(({ dialog }, answers) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = async (...args: unknown[]) => {
      const { message, buttons: offered = [] } = args.at(-1) as { message: string; buttons?: string[] };
      const answer = answers[asked.length] ?? answers.at(-1) ?? '';
      asked.push(message);
      return { response: offered.indexOf(answer), checkboxChecked: false };
    };
  }, buttons);
}

/** What was asked since `answerQuestions`, in order. */
export function questionsAsked(electron: ElectronApplication): Promise<readonly string[]> {
  return electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}
