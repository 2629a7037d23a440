import type { Command } from 'commander';
import type { SimulatorAdmin } from '../../../simulator/admin/client';
import { parseObject } from '../../arguments';
import { type Cli, examples } from '../../cli';

/** What the running simulator can be told, besides prices and faults, and the path of the call that tells it. */
export function addSimulatorChanges(simulator: Command, cli: Cli): void {
  const set = simulator
    .command('set')
    .description('change the running simulator; docs/simulator-differences.md lists the fields');
  add(set, cli, {
    name: 'clock',
    description: 'close or open the market, or move its time',
    tell: (admin, change) => admin.setClock(change),
    example: `'{"isOpen":false}'`,
  });
  add(set, cli, {
    name: 'settings',
    description: 'set how orders fill, what is reserved for them, and how many requests are allowed',
    tell: (admin, change) => admin.setSettings(change),
    example: `'{"fillDelayMs":5000,"requestsPerMinute":200}'`,
  });
  add(set, cli, {
    name: 'asset',
    of: ['symbol', 'the asset', 'META'],
    description: 'halt an asset, make it untradable or whole shares only, or set its spread or its bid and ask',
    tell: (admin, change, symbol) => admin.setAsset(symbol, change),
    example: `'{"halted":true}'`,
  });
  add(set, cli, {
    name: 'account',
    of: ['id', 'the account', 'anna'],
    description: "change an account's books without an order, or block the account",
    tell: (admin, change, id) => admin.changeAccount(id, change),
    example: `'{"positions":{"META":"1"}}'`,
  });
  add(simulator, cli, {
    name: 'split',
    description: 'split a stock: positions and price change, and its open orders are cancelled',
    tell: (admin, split) => admin.split(split as Parameters<SimulatorAdmin['split']>[0]),
    example: `'{"symbol":"META","oldShares":"1","newShares":"3"}'`,
  });
  addHappenings(simulator, cli);
}

/** Other events that move cash and shares without an order. */
function addHappenings(simulator: Command, cli: Cli): void {
  add(simulator, cli, {
    name: 'dividend',
    description: 'pay this many USD per share to every account that holds it',
    tell: (admin, dividend) => admin.payDividend(dividend as Parameters<SimulatorAdmin['payDividend']>[0]),
    example: `'{"symbol":"META","usd":"0.5"}'`,
  });
  add(simulator, cli, {
    name: 'spin-off',
    description: 'give the holders of a stock new shares of another company for each of theirs',
    tell: (admin, spinOff) => admin.spinOff(spinOff as Parameters<SimulatorAdmin['spinOff']>[0]),
    example: `'{"symbol":"META","newSymbol":"NEWCO","newShares":"0.5","newPrice":"20"}'`,
  });
  add(simulator, cli, {
    name: 'rename',
    description: 'give a stock another symbol',
    tell: (admin, rename) => admin.rename(rename as Parameters<SimulatorAdmin['rename']>[0]),
    example: `'{"symbol":"META","newSymbol":"MTVR"}'`,
  });
  add(simulator, cli, {
    name: 'transfer',
    description: 'deposit USD into an account, or withdraw them if negative',
    tell: (admin, transfer) => admin.transfer(transfer as Parameters<SimulatorAdmin['transfer']>[0]),
    example: `'{"accountId":"anna","usd":"-250.00"}'`,
  });
  add(simulator, cli, {
    name: 'activity',
    description: 'list an activity of any type in an account; it moves USD and shares there, unless "moves" is false',
    tell: (admin, activity) => admin.addActivity(activity as Parameters<SimulatorAdmin['addActivity']>[0]),
    example: `'{"accountId":"anna","type":"FEE","usd":"-0.07"}'`,
  });
  add(simulator, cli, {
    name: 'revise-trade',
    description: 'take back the latest trade of a stock, or correct its price',
    tell: (admin, revision) => admin.reviseTrade(revision as Parameters<SimulatorAdmin['reviseTrade']>[0]),
    example: `'{"symbol":"META"}'`,
  });
}

interface Change {
  name: string;
  /** The name and the description of its subject, and an example. */
  of?: [name: string, description: string, example: string];
  description: string;
  /** The simulator reports mistakes in the fields itself. */
  tell(admin: SimulatorAdmin, fields: object, of: string): Promise<void>;
  example: string;
}

function add(parent: Command, cli: Cli, { name, of, description, tell, example }: Change): void {
  const command = parent.command(name).description(description);
  if (of !== undefined) command.argument(`<${of[0]}>`, of[1]);
  command.argument('<json>', 'JSON: the fields to change').action(
    cli.answers(async (...given: string[]) => {
      const [subject, text] = of === undefined ? ['', given[0]] : given;
      const fields = parseObject(text ?? '');
      await tell(cli.connections.simulator(), fields, subject ?? '');
      return { json: { [name]: fields }, text: `The simulator has changed: ${[name, subject].join(' ').trim()}.` };
    }),
  );
  const path = parent.name() === 'set' ? 'simulator set' : 'simulator';
  examples(command, [path, name, ...(of === undefined ? [] : [of[2]]), example].join(' '));
}
