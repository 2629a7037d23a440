// What can be known of the image without an engine: the Dockerfile copies all that the build reads.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exampleEnvironment, readCompose } from '../support/compose';

const root = join(__dirname, '../..');
const linesOf = (file: string) => readFileSync(join(root, file), 'utf8').split('\n');

interface Copy {
  stage: string;
  sources: string[];
}

/** What each stage of the Dockerfile copies from the checkout. The last stage has no name. */
function copies(): Copy[] {
  let stage = '';
  return linesOf('Dockerfile').flatMap((line) => {
    const [verb, ...words] = line.split(/\s+/);
    if (verb === 'FROM') stage = words[2] ?? '';
    if (verb !== 'COPY' || words[0]?.startsWith('--from=')) return [];
    return [{ stage, sources: words.slice(0, -1) }];
  });
}

const copiedForBuild = () =>
  copies().flatMap(({ stage, sources }) => (stage === 'base' || stage === 'build' ? sources : []));

/** Whether one of these files and folders is it, or holds it. */
const isUnder = (paths: string[], path: string) => paths.some((one) => path === one || path.startsWith(`${one}/`));

/** Each program that the image or Compose starts, or asks for its health. */
function started(): string[] {
  const filled = Object.keys(exampleEnvironment()).map((name) => [name, 'filled']);
  const ours = Object.values(readCompose(Object.fromEntries(filled) as Record<string, string>).services).filter(
    ({ build }) => build,
  );
  const ofCompose = ours.flatMap(({ command = [], healthcheck }) => [...command, ...(healthcheck?.test ?? [])]);
  const ofImage = linesOf('Dockerfile').flatMap((line) =>
    line.startsWith('CMD ') ? (JSON.parse(line.slice(4)) as string[]) : [],
  );
  return [...new Set([...ofImage, ...ofCompose] as string[])].filter((word) => word.startsWith('dist/'));
}

test('what the Dockerfile copies is sent to the engine', () => {
  const sent = linesOf('.dockerignore').flatMap((line) => (line.startsWith('!') ? line.slice(1) : []));
  expect(copies().flatMap(({ sources }) => sources.filter((source) => !isUnder(sent, source)))).toEqual([]);
});

test.each(['tsconfig.build.json', 'console/tsconfig.json'])('the image has each source that %s leads to', (project) => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const asked = [compiler, '--project', join(root, project), '--listFilesOnly'];
  const { status, stdout } = spawnSync(process.execPath, asked, { encoding: 'utf8' });
  const sources = stdout.split('\n').flatMap((path) => (path.startsWith(root) ? relative(root, path) : []));
  const ours = sources.filter((path) => !path.startsWith('node_modules'));
  expect(status).toBe(0);
  expect(ours.length).toBeGreaterThan(50);
  expect(ours.filter((path) => !isUnder(copiedForBuild(), path))).toEqual([]);
});

test('the image has each program of the build', () => {
  const { scripts } = JSON.parse(linesOf('package.json').join('\n')) as { scripts: { build: string } };
  const read = scripts.build.match(/\S+\.(json|mjs)/g) ?? [];
  expect(read).toContain('tools/build-console.mjs');
  expect(read.filter((path) => !isUnder(copiedForBuild(), path))).toEqual([]);
});

test('each program that the image or Compose starts has its source', () => {
  const programs = started();
  expect(programs).toEqual(expect.arrayContaining(['dist/worker.js', 'dist/health.js', 'dist/api/main.js']));
  const sourceOf = (path: string) => join(root, path.replace('dist', 'src').replace('.js', '.ts'));
  expect(programs.filter((path) => !existsSync(sourceOf(path)))).toEqual([]);
});
