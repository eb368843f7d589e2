import { createLogger, type Logger } from '#main/kernel/logger.ts';
import { AppError } from '#shared/lib/app-error.ts';
import { logPath } from '../log-path.ts';

/** The log before the data folder is open, and where it cannot be opened. What is on standard error is then all there is. */
export function earlyLog(dataDir: string): Logger {
  try {
    return createLogger({ level: 'info', file: logPath(dataDir) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return createLogger({ level: 'info', destination: { write: (line) => process.stderr.write(line) } });
  }
}
