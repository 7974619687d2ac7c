import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DoctorReport } from '@audiobook/engines/gateway/doctor-report';
import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import { withPrograms } from '@audiobook/gateway/testing/with-programs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runDoctor } from './run-doctor.ts';

const python = join(import.meta.dirname, '..', '..', 'gateway', 'src', 'testing', 'python');
const card = (driver: string) => `case $1 in
  *driver_version*) echo '0, GPU-golden-1, NVIDIA GeForce RTX 4090, 24564, ${driver}' ;;
  *) echo '0, GPU-golden-1, NVIDIA GeForce RTX 4090' ;;
esac`;
const disk = (kilobytes: number) => `echo '/dev/sda1 900000000 1 ${kilobytes} 50% /'`;

/** A workspace with a temporary folder and folders of the user that are its own. */
function workspaceWith(pool: unknown): GatewayWorkspace {
  const temporary = mkdtempSync(join(tmpdir(), 'doctor-'));
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('XDG_CACHE_HOME', temporary);
  vi.stubEnv('XDG_CACHE_HOME', '/cache');
  vi.stubEnv('AUDIOBOOK_TAKES', '/takes');
  const workspace = new GatewayWorkspace(pool);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await workspace.remove();
    rmSync(temporary, { recursive: true, force: true });
  });
  return workspace;
}

async function runnerOf(options: ToneRunnerOptions = {}): Promise<string> {
  const runner = new ToneRunner(options);
  onTestFinished(() => runner.stop());
  return (await runner.start()).href;
}

/** Runs the doctor; gives what it printed, with what differs from run to run left out. */
async function doctor(
  workspace: GatewayWorkspace,
  options: object = {},
  stop = new AbortController(),
) {
  const printed: string[] = [];
  const emit = (event: { kind: string; message?: string }) =>
    void printed.push(event.message ?? '');
  const result = await runDoctor(workspace.root, options, { emit, signal: stop.signal }, undefined);
  const text = printed
    .join('\n')
    .replaceAll(python, '<python>')
    .replaceAll(workspace.place.workspace, '<workspace>')
    .replaceAll(process.env.TMPDIR ?? '', '<temporary>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/in \d+\.\d s \(ready after \d+\.\d s\)/g, 'in <n> s (ready after <n> s)');
  return { result, text };
}

it('prints what a healthy machine has, and writes it as JSON', async () => {
  withPrograms({ 'nvidia-smi': card('580.82.07'), df: disk(90_000_000) });
  const workspace = workspaceWith({
    slots: [
      { kind: 'process', engine: 'tone', python },
      { kind: 'embedded', count: 1 },
      { kind: 'endpoint', name: 'box', engine: 'tone', url: await runnerOf() },
    ],
  });
  const { result, text } = await doctor(workspace, { json: 'report.json' });
  expect(text).toMatchInlineSnapshot(`
    "this workspace
      ✓ pool.json  process tone, embedded espeak-ng, endpoint tone
    this machine
      ✓ NVIDIA driver  580.82.07; 0 NVIDIA GeForce RTX 4090 (24 GB)
      ✓ GPU 0          it is free
      ✓ disk           92.2 GB free for weights (/cache/audiobook-runner)
      ✓ disk           92.2 GB free for takes (/takes)
      ✓ disk           92.2 GB free for temporary files (<temporary>)
      tone (process, tone)
        ✓ Python     <python> 3.12.0, with tone
        ✓ tone-gpu0  spoke 2.8 s with the voice “tone” in <n> s (ready after <n> s)
      espeak-ng (embedded, espeak-ng)
        ✓ espeak-ng-1  spoke 2.8 s with the voice “default” in <n> s (ready after <n> s)
    servers
      box (endpoint, tone)
        ✓ box  spoke 2.8 s with the voice “tone” in <n> s (ready after <n> s)"
  `);
  expect(result).toMatchObject({ ok: true });
  const json = JSON.parse(readFileSync(join(workspace.root, 'report.json'), 'utf8'));
  const report = DoctorReport.parse(json);
  expect(report.ok).toBe(true);
  expect(report.places.map(({ name }) => name)).toEqual([
    'this workspace',
    'this machine',
    'servers',
  ]);
});

it('prints what is wrong with a broken machine, and what to do about each', async () => {
  withPrograms({
    'nvidia-smi': card('470.57.02'),
    df: disk(900_000),
    docker: `case $1 in
  info) echo '{"ServerVersion": "28.0", "Runtimes": {"runc": {}}, "DockerRootDir": "/var/lib/docker"}' ;;
  *) echo 'Error response from daemon: No such image: audiobook-runner' >&2; exit 1 ;;
esac`,
    ssh: "echo 'ssh: Could not resolve hostname gpu-box' >&2; exit 255",
  });
  const workspace = workspaceWith({
    slots: [
      { kind: 'docker', engine: 'chatterbox' },
      { kind: 'process', engine: 'kokoro', gpus: 'none' },
      { kind: 'ssh', engine: 'kokoro', host: 'gpu-box' },
      {
        ...{ kind: 'endpoint', name: 'box', engine: 'tone', token: { file: 'token' } },
        url: await runnerOf({ token: 'right' }),
      },
      {
        kind: 'endpoint',
        name: 'mute',
        engine: 'tone',
        url: await runnerOf({ fault: () => 'silence' }),
      },
    ],
  });
  workspace.write('gpu-runner/token', 'left');
  chmodSync(join(workspace.root, 'gpu-runner', 'token'), 0o640);
  const { result, text } = await doctor(workspace);
  expect(text).toMatchInlineSnapshot(`
    "this workspace
      ✓ pool.json  docker chatterbox, process kokoro, ssh kokoro, endpoint tone, endpoint tone
    this machine
      ✗ NVIDIA driver   470.57.02; 0 NVIDIA GeForce RTX 4090 (24 GB)
                        it is too old for CUDA 12
                        → Install driver 570 or later.
      ✓ GPU 0           it is free
      ✓ Docker          28.0 answers
      ✗ NVIDIA toolkit  Docker has neither the runtime “nvidia” nor the cards as CDI devices
                        → Install nvidia-container-toolkit, then: sudo nvidia-ctk runtime configure --runtime=docker && sudo systemctl restart docker
      ✗ disk            0.9 GB free for Docker’s images and volumes (/var/lib/docker)
                        → Free some space there.
      ✗ disk            0.9 GB free for weights (/cache/audiobook-runner)
                        → Free some space there.
      ✗ disk            0.9 GB free for takes (/takes)
                        → Free some space there.
      ✗ disk            0.9 GB free for temporary files (<temporary>)
                        → Free some space there.
      chatterbox (docker, chatterbox)
        ✗ image       there is no image audiobook-runner
                      → Build it: npx nx run gpu-runner:image
        ! chatterbox  did not speak: what is wrong comes first
      kokoro (process, kokoro)
        ✗ Python  .venv/bin/python in <workspace>/gpu-runner can't run kokoro: there is no program .venv/bin/python
                  → Set it up: npx nx run gpu-runner:setup -- --engines=kokoro
        ! kokoro  did not speak: what is wrong comes first
    gpu-box
      ✗ ssh  reaching gpu-box by ssh: ssh: Could not resolve hostname gpu-box
             → See that \`ssh gpu-box true\` works without a question: the host is up and known, and your key is accepted.
      kokoro on gpu-box (ssh, kokoro)
        ! kokoro on gpu-box  did not speak: what is wrong comes first
    servers
      box (endpoint, tone)
        ! token  others can read <workspace>/gpu-runner/token (mode 640)
                 → chmod 600 <workspace>/gpu-runner/token
        ✗ box    asking http://127.0.0.1:<port> whether it is ready: it answered 401: the token is wrong
                 → correct the slot's token: the server does not accept it
      mute (endpoint, tone)
        ✗ mute  it spoke silence: 2.8 s with the voice “tone” in <n> s (ready after <n> s)
                → See its log; weights that were cut, or a precision that its card lacks, make silence."
  `);
  expect(result).toMatchInlineSnapshot(`
    {
      "failure": {
        "doing": "looking after the slots of this workspace",
        "found": "11 things are wrong",
        "kind": "engine-failed",
        "remedy": "Do what stands below each ✗, the first one first.",
      },
      "ok": false,
    }
  `);
});

it('speaks nothing where it is told not to', async () => {
  const runner = new ToneRunner();
  onTestFinished(() => runner.stop());
  const url = (await runner.start()).href;
  const slots = [{ kind: 'endpoint', engine: 'tone', url }];
  const { result } = await doctor(workspaceWith({ slots }), { speak: false });
  expect(result.ok).toBe(true);
  expect(runner.requests).toEqual([]);
});

it('stops at a pool.json that can’t be read, and names the place', async () => {
  const workspace = workspaceWith({});
  workspace.write('gpu-runner/pool.json', '{\n  "slots": [{ "kind": "docker" "engine" }]\n}');
  const { text } = await doctor(workspace);
  expect(text).toMatchInlineSnapshot(`
    "this workspace
      ✗ pool.json  reading the slots of this workspace: <workspace>/gpu-runner/pool.json:2:32: this is not JSON: comma expected
                   → Correct the JSON there."
  `);
});

it('ends when it is stopped, with the runner that it had started', async () => {
  const options = { neverReady: true };
  const workspace = workspaceWith({
    slots: [{ kind: 'process', engine: 'tone', gpus: 'none', python, options }],
  });
  const stop = new AbortController();
  const said: string[] = [];
  const terminal = { columns: 80, rows: 24, colours: false, write: () => undefined };
  const running = runDoctor(
    workspace.root,
    {},
    {
      signal: stop.signal,
      emit: (event) => void said.push('message' in event ? event.message : ''),
    },
    { ...terminal, onResize: () => () => undefined },
  );
  await expect.poll(() => said).toContain('tone-1: its model is not loaded yet');
  stop.abort();
  expect(await running).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  const runners = join(process.env.XDG_CACHE_HOME ?? '', 'audiobook', `runners-${hostname()}`);
  expect(readdirSync(runners)).toEqual([]);
});
