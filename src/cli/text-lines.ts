import { createReadStream } from 'node:fs';
import { InputRefused } from '../input/refused';
import { linesOf } from '../input/text-lines';

/** Goes through the lines of a file, or of standard input when `file` is "-", however large it is. @throws InputRefused INVALID_FILE */
export async function* textLines(file: string): AsyncGenerator<string> {
  try {
    yield* linesOf(createReadStream(file === '-' ? '/dev/stdin' : file) as AsyncIterable<Buffer>, file);
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new InputRefused('INVALID_FILE', 'file', `${file} must be a file to read: ${message}`);
  }
}
