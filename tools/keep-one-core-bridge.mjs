// Deletes Temporal's native library for every platform but the one it runs on: four fifths of 148 MB. For the image, in the
// node_modules of the current directory.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const releases = 'node_modules/@temporalio/core-bridge/releases';
const cpu = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
const os = { linux: 'unknown-linux-gnu', darwin: 'apple-darwin' }[process.platform];
const kept = `${cpu}-${os}`;
const found = readdirSync(releases);
if (!found.includes(kept)) throw new Error(`there is no native library for ${kept}: ${found.join(', ')}`);
for (const name of found) if (name !== kept) rmSync(join(releases, name), { recursive: true });
console.log(`kept ${kept}`);
