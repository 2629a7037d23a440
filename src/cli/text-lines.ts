import { createReadStream } from 'node:fs';
import { InputRefused } from '../input/refused';

/** A portfolio of hundreds of targets is a tenth of it. */
const LINE_MAX = 256 * 1024;

/** Goes through the lines of a file, or of standard input when `file` is "-", however large it is. @throws InputRefused INVALID_FILE */
export async function* textLines(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of createReadStream(file === '-' ? '/dev/stdin' : file)) {
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw refused(`${file} has a line of more than ${LINE_MAX} characters`);
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    const last = rest + decoder.decode();
    if (last !== '') yield last;
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw refused(`${file} must be UTF-8`);
    if (syscall !== undefined) throw refused(`${file} must be a file to read: ${message}`);
    throw error;
  }
}

function refused(message: string): InputRefused {
  return new InputRefused('INVALID_FILE', 'file', message);
}
