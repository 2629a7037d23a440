import { readFile } from 'node:fs/promises';
import { InputRefused } from '../input/refused';

/** Reads the JSON of a file, or of standard input when `file` is "-". @throws InputRefused INVALID_FILE */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file === '-' ? '/dev/stdin' : file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputRefused('INVALID_FILE', 'file', `${file === '-' ? 'standard input' : file} must be JSON: ${why}`);
  }
}
