import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome-headless-shell'];

/** Where a chromium is, or undefined. CHROMIUM_PATH may name one that is elsewhere. */
const CHROMIUM = process.env.CHROMIUM_PATH ?? found();

/**
 * Tests in a real browser. Where there is none they are skipped, and so not counted as passed; continuous integration must have one.
 */
export const inBrowser = CHROMIUM === undefined && process.env.CI === undefined ? describe.skip : describe;

export function startBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('there is no chromium: install one, or name it in CHROMIUM_PATH');
  // As root chromium does not start with its sandbox. What it loads here is ours.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: CHROMIUM, args: isRoot ? ['--no-sandbox'] : [] });
}

function found(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
