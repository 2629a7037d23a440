import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

export interface Share {
  where: string;
  percent: number;
}

/** Says where the processor time of the profiles in `directory` went: by package, or folder of ours, the largest first. Idle time is left out. */
export function sharesOf(directory: string): Share[] {
  const spent = new Map<string, number>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as CpuProfile;
    const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
    for (const [index, id] of samples.entries()) {
      const place = places.get(id) ?? 'unknown';
      spent.set(place, (spent.get(place) ?? 0) + (timeDeltas[index] ?? 0));
    }
  }
  spent.delete('idle');
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0);
  const shares = [...spent].map(([where, time]) => ({ where, percent: Math.round((time / total) * 1_000) / 10 }));
  return shares.sort((a, b) => b.percent - a.percent).filter(({ percent }) => percent >= 0.5);
}

function placeOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (functionName === '(idle)') return 'idle';
  if (functionName.startsWith('(')) return functionName;
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency !== undefined) return dependency;
  const ours = /\/dist\/([^/]+)/.exec(url)?.[1];
  if (ours !== undefined) return `ours: ${ours}`;
  return url.startsWith('node:') ? 'node' : url === '' ? 'native' : 'workflow bundle';
}
