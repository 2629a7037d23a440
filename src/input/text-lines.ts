import { InputRefused } from './refused';

/** A portfolio of hundreds of targets is a tenth of it. */
const LINE_MAX = 256 * 1024;

/** Goes through the lines of a text in UTF-8, however large it is. `what` names it. @throws InputRefused INVALID_FILE */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of bytes) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw refused(`${what} has a line of more than ${LINE_MAX} characters`);
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    const last = rest + decoder.decode();
    if (last !== '') yield last;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw refused(`${what} must be UTF-8`);
    throw error;
  }
}

function refused(message: string): InputRefused {
  return new InputRefused('INVALID_FILE', 'file', message);
}
