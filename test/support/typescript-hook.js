// Lets a test start one of our TypeScript files as a process of its own: node --require this-file program.ts

const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

// What a file is transformed to is kept: a program has hundreds of them, and its start would spend most of its time on them.
const kept = join(__dirname, '../../node_modules/.cache/typescript');
const options = { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } };
const made = `${require('@swc/core/package.json').version} ${JSON.stringify(options)}`;
mkdirSync(kept, { recursive: true });

require.extensions['.ts'] = (module, path) => module._compile(transformed(readFileSync(path, 'utf8')), path);

function transformed(text) {
  const file = join(kept, createHash('sha256').update(`${made}\n${text}`).digest('hex'));
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const { code } = require('@swc/core').transformSync(text, options);
    // Another program may be at the same file.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, file);
    return code;
  }
}
