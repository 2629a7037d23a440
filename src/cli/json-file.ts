import { readFile } from 'node:fs/promises';
import { InputRefused } from '../input/refused';

/** Reads the JSON of a file, or of standard input when `file` is "-". @throws InputRefused INVALID_FILE */
export async function readJson(file: string): Promise<unknown> {
  const name = file === '-' ? 'standard input' : file;
  const text = await readFile(file === '-' ? '/dev/stdin' : file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refused(error.code === 'ENOENT' ? `there is no file ${name}` : `${name} cannot be read: ${error.message}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(`${name} must be JSON: ${(error as Error).message}`);
  }
}

function refused(message: string): InputRefused {
  return new InputRefused('INVALID_FILE', 'file', message);
}
