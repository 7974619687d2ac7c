import type { Failure } from '@audiobook/model/failure';

/** What Docker's refusals mean, and what to do about each. */
const meanings: { said: RegExp; remedy: string }[] = [
  {
    said: /cannot connect to the docker daemon|error during connect|connection refused|no such file.*docker\.sock/i,
    remedy:
      'Start Docker (systemctl start docker), or correct "dockerHost" in gpu-runner/pool.json.',
  },
  {
    said: /permission denied.*docker/i,
    remedy: 'Add your user to the group docker (usermod -aG docker $USER), and log in again.',
  },
  {
    said: /no such image|unable to find image|manifest unknown|pull access denied/i,
    remedy: 'Build it: npx nx run gpu-runner:image; or correct "image" in gpu-runner/pool.json.',
  },
  {
    said: /could not select device driver|nvidia-container|unknown runtime.*nvidia/i,
    remedy:
      'Install the NVIDIA Container Toolkit, have Docker use it (nvidia-ctk runtime configure --runtime=docker), and restart Docker.',
  },
  {
    said: /no space left/i,
    remedy: 'Free space on Docker’s disk: docker system df shows what takes it.',
  },
];

/** A refusal of Docker's as the user reads it. */
export function describeDockerTrouble(
  stderr: string,
  { name, image }: { name: string; image: string },
): Failure {
  const meaning = meanings.find(({ said }) => said.test(stderr));
  return {
    kind: 'engine-failed',
    doing: `looking after ${name} of the image ${image}`,
    found: stderr.trim() || 'Docker failed without a word',
    remedy: meaning?.remedy ?? '`npx nx run gpu-runner:doctor` looks at Docker and its parts.',
  };
}

/** Why a container is gone; `code` is NaN where that is not known. */
export function describeEnd({
  name,
  code,
  log,
}: {
  name: string;
  code: number;
  log: readonly string[];
}): Failure {
  const killed = code === 137;
  const how = killed
    ? 'it was killed, by somebody or for lack of memory'
    : Number.isNaN(code)
      ? 'it is gone'
      : `it ended with ${code}`;
  return {
    kind: 'engine-failed',
    doing: `running ${name}`,
    found: [how, ...log].join('\n'),
    remedy: killed
      ? 'It is started again. If this repeats, give it more memory ("memory"), or a smaller "batch".'
      : 'Do what it says; it is started again by itself.',
  };
}
