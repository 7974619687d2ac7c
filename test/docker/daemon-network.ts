/** The networks that daemons of tests have, apart from the machine's own. Need root on Linux. */

import { execFileSync } from 'node:child_process';

export interface DaemonNetwork {
  /** At most 15 characters (Linux, IFNAMSIZ), and no other daemon's. */
  readonly name: string;
  /** What starts dockerd in it. */
  readonly command: readonly string[];
  /** What dockerd is told of it. */
  readonly options: readonly string[];
  remove(): void;
}

/** A bridge beside the machine's: containers are reached by Docker's own proxy, and no rule of the firewall is touched. */
export function bridgeNetwork(): DaemonNetwork {
  const name = `abk${process.pid}`;
  ip('link', 'add', 'name', name, 'type', 'bridge');
  ip('address', 'add', `10.213.${process.pid % 256}.1/24`, 'dev', name);
  ip('link', 'set', 'dev', name, 'up');
  return {
    name,
    command: ['dockerd'],
    options: [
      ...[`--bridge=${name}`, '--iptables=false', '--ip6tables=false'],
      ...['--ip-forward=false', '--ip-masq=false'],
    ],
    remove: () => ip('link', 'delete', 'dev', name),
  };
}

/**
 * A network of its own, as that of another machine, with one cable to this one: bridges, overlays and rules of the
 * firewall that a daemon makes are in it, and go with it.
 */
export function separateNetwork(): DaemonNetwork & { readonly address: string } {
  const name = `abs${process.pid}`;
  const subnet = `10.214.${process.pid % 256}`;
  const address = `${subnet}.2`;
  ip('netns', 'add', name);
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('address', 'add', `${subnet}.1/24`, 'dev', name);
  ip('link', 'set', 'dev', name, 'up');
  const inside = (...args: string[]) => ip('-n', name, ...args);
  inside('address', 'add', `${address}/24`, 'dev', 'eth0');
  for (const device of ['lo', 'eth0']) inside('link', 'set', 'dev', device, 'up');
  inside('route', 'add', 'default', 'via', `${subnet}.1`);
  return {
    name,
    address,
    command: ['nsenter', `--net=/run/netns/${name}`, 'dockerd'],
    options: [],
    // The cable goes with either end, and the namespace when nothing runs in it any more.
    remove() {
      ip('link', 'delete', 'dev', name);
      ip('netns', 'delete', name);
    },
  };
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
