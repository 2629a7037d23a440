// Program: ends with 0 when the program beside it says that it lives. Container engines run it as the health command; a file needs no
// shell and no quoting. `node dist/health.js [url]`, by default the status port's /healthz on this machine.

const url = process.argv[2] ?? `http://127.0.0.1:${process.env.AUTOBALANCER_STATUS_PORT ?? ''}/healthz`;

fetch(url, { signal: AbortSignal.timeout(4_000) })
  .then(async (response) => {
    if (response.ok) return;
    console.error((await response.text()).trim());
    process.exitCode = 1;
  })
  .catch((error: unknown) => {
    console.error(`${url}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
