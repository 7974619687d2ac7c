import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from '@audiobook/gateway/pool';
import { DCLinter } from 'dclint';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { problemsOf } from './rig/kubernetes-problems.ts';
import { repository } from './rig/workspace.ts';

const runner = join(repository, 'gpu-runner');
const kubernetes = join(runner, 'kubernetes');

function read(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}

// biome-ignore lint/suspicious/noExplicitAny: its shape is what is tested.
function documentsOf(file: string): any[] {
  return parseAllDocuments(read(kubernetes, file)).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

const files = readdirSync(kubernetes).filter((file) => file !== 'kustomization.yaml');
const manifests = files.flatMap(documentsOf);

function named(kind: string, name: string) {
  return manifests.find((one) => one.kind === kind && one.metadata.name === name);
}

describe('gpu-runner/kubernetes', () => {
  it('is what the API’s schemas say', async () => {
    expect(manifests.length).toBeGreaterThan(7);
    expect(await problemsOf(manifests)).toEqual([]);
  });

  it('would be refused with a field that there is not, and with a wrong value', async () => {
    const wrong = (change: object) => {
      const deployment = structuredClone(named('Deployment', 'runner'));
      Object.assign(deployment.spec.template.spec.containers[0], change);
      return deployment;
    };
    const [misspelt] = await problemsOf([wrong({ imagePulPolicy: 'Always' })]);
    expect(misspelt).toMatch(/imagePulPolicy.* does not exist in type 'IContainer'/);
    const [value] = await problemsOf([wrong({ ports: [{ containerPort: 'speech' }] })]);
    expect(value).toContain('containerPort must be integer');
    const [version] = await problemsOf([{ ...wrong({}), apiVersion: 'apps/v9' }]);
    expect(version).toContain('there is no kubernetes-models/apps/v9/Deployment');
  });

  it('is applied whole', () => {
    const { resources } = parse(read(kubernetes, 'kustomization.yaml'));
    expect(resources.toSorted()).toEqual(files.toSorted());
  });

  it('has everything that its parts name of each other', () => {
    for (const name of ['runner', 'gateway']) {
      const { selector, template } = named('Deployment', name).spec;
      expect(template.metadata.labels).toMatchObject(selector.matchLabels);
      expect(template.metadata.labels).toMatchObject(named('Service', name).spec.selector);
      const { volumes, containers } = template.spec;
      const mounted = containers[0].volumeMounts.map((mount: { name: string }) => mount.name);
      expect(mounted.toSorted()).toEqual(
        volumes.map((one: { name: string }) => one.name).toSorted(),
      );
    }
    expect(
      named('Deployment', 'runner').spec.template.spec.containers[0].resources.limits,
    ).toMatchObject({ 'nvidia.com/gpu': 1 });
    expect(named('Service', 'runner').spec.clusterIP).toBe('None');
  });

  it('gives the gateway a pool.json that it can read, of the runners’ Service', () => {
    const pool = Pool.parse(JSON.parse(named('ConfigMap', 'gateway-pool').data['pool.json']));
    const [slot] = pool.slots ?? [];
    expect(slot).toMatchObject({ kind: 'endpoint', everyAddress: true, url: 'http://runner:8790' });
    const { volumeMounts } = named('Deployment', 'gateway').spec.template.spec.containers[0];
    const secrets = volumeMounts.filter(({ mountPath }: { mountPath: string }) =>
      mountPath.startsWith('/run/secrets/'),
    );
    expect(secrets).toHaveLength(2);
  });
});

describe('gpu-runner/stack.yml', () => {
  /** What Compose's schema says of a file. */
  function problemsIn(file: string): string[] {
    // Its own types can't be resolved as Node resolves modules.
    interface Message {
      rule: string;
      message: string;
    }
    const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] });
    const messages = linter
      .lintFiles([file], false)
      .flatMap((result: { messages: Message[] }) => result.messages);
    return messages
      .filter(({ rule }: Message) => rule === 'invalid-schema')
      .map(({ message }: Message) => message);
  }

  it('is what Compose’s schema says, which refuses a field that there is not', () => {
    const file = join(runner, 'stack.yml');
    expect(problemsIn(file)).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'stack-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const wrong = read(file).replace('endpoint_mode: dnsrr', 'endpoint_mod: dnsrr');
    writeFileSync(join(folder, 'stack.yml'), wrong);
    expect(problemsIn(join(folder, 'stack.yml'))).toEqual([expect.stringContaining('/deploy')]);
  });

  it('gives the gateway a pool.json that it can read', () => {
    const { configs, services } = parse(read(runner, 'stack.yml'));
    const template = read(runner, configs.pool.file);
    const pool = Pool.parse(
      JSON.parse(template.replace('{{ env "AUDIOBOOK_ENGINE" }}', 'chatterbox')),
    );
    expect(pool.slots).toMatchObject([{ url: 'http://tasks.runner:8790', everyAddress: true }]);
    expect(services.gateway.environment).toHaveProperty('AUDIOBOOK_ENGINE');
  });
});
