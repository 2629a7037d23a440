// The file of a what-if: a portfolio, prices, and what may be done with each symbol.

import type { Asset } from '../domain/decide';
import { CENTS, decimal, decimalProblem, PRICE_DECIMALS, SHARE_DECIMALS } from '../domain/money';
import type { Holding } from '../domain/portfolio';
import { SYMBOL_PATTERN } from '../domain/targets';
import type { Question, Run } from '../domain/what-if';
import { checkClasses } from './asset-classes';
import { parsePolicy } from './policy';
import { objectOf, parseTargets } from './portfolio';
import { InputRefused } from './refused';

/** Reads the file that docs/what-if.md describes. @throws InputRefused */
export function parseWhatIf(input: unknown): Question {
  const file = fieldsOf(input, 'a what-if', 'file', ['portfolio', 'prices', 'assets', 'account', 'run']);
  const portfolio = fieldsOf(file.portfolio, 'portfolio', 'portfolio', ['targets', 'holdings', 'cash', 'policy']);
  const targets = parseTargets(portfolio.targets);
  const policy = parsePolicy(objectOf(portfolio.policy ?? {}, 'policy', 'policy'));
  checkClasses(policy, targets);
  return {
    portfolio: {
      targets,
      holdings: parseHoldings(portfolio.holdings ?? []),
      cash: amountOf(portfolio.cash, 'portfolio.cash', CENTS),
      policy,
    },
    prices: new Map(
      entriesOf(file.prices, 'prices').map(([symbol, price]) => [
        symbol,
        positive(price, `prices.${symbol}`, PRICE_DECIMALS),
      ]),
    ),
    assets: new Map(
      entriesOf(file.assets ?? {}, 'assets').map(([symbol, asset]) => [symbol, parseAsset(asset, `assets.${symbol}`)]),
    ),
    account: { margin: flagOf(fieldsOf(file.account ?? {}, 'account', 'account', ['margin']), 'account', 'margin') },
    run: parseRun(file.run ?? { kind: 'full' }),
  };
}

function parseHoldings(input: unknown): Holding[] {
  if (!Array.isArray(input)) throw refused('portfolio.holdings', 'must be a list of { "symbol", "quantity" }');
  const holdings = input.map((entry: unknown, index): Holding => {
    const field = `portfolio.holdings[${index}]`;
    const { symbol, quantity } = fieldsOf(entry, field, field, ['symbol', 'quantity']);
    return { symbol: symbolOf(symbol, field), quantity: notNegative(quantity, `${field}.quantity`, SHARE_DECIMALS) };
  });
  const symbols = holdings.map(({ symbol }) => symbol);
  const twice = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index);
  if (twice !== undefined) throw refused('portfolio.holdings', `must name ${twice} only once`);
  return holdings.filter(({ quantity }) => !decimal(quantity).isZero()).sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
}

function parseAsset(input: unknown, field: string): Asset {
  const given = fieldsOf(input, field, field, ['tradable', 'fractionable', 'buy', 'sell']);
  return {
    tradable: flagOf(given, field, 'tradable'),
    fractionable: flagOf(given, field, 'fractionable'),
    buy: !isBlocked(given.buy, `${field}.buy`),
    sell: !isBlocked(given.sell, `${field}.sell`),
  };
}

/** A side of a restriction: true and "allow" allow it, false and "block" do not. */
function isBlocked(given: unknown, field: string): boolean {
  if (given === undefined || given === true || given === 'allow') return false;
  if (given === false || given === 'block') return true;
  throw refused(field, 'must be true or false');
}

function parseRun(input: unknown): Run {
  const { kind, amount } = fieldsOf(input, 'run', 'run', ['kind', 'amount']);
  switch (kind) {
    case 'full':
      if (amount !== undefined) throw refused('run.amount', 'is for "invest_cash" and "raise_cash" only');
      return { kind };
    case 'invest_cash':
      return { kind, amount: amount === undefined ? null : positive(amount, 'run.amount', CENTS) };
    case 'raise_cash':
      return { kind, amount: positive(amount, 'run.amount', CENTS) };
    default:
      throw refused('run.kind', 'must be one of full, invest_cash, raise_cash');
  }
}

function fieldsOf(input: unknown, what: string, field: string, names: readonly string[]): Record<string, unknown> {
  const given = objectOf(input, what, field);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  throw new InputRefused('INVALID_FILE', unknown, `${unknown} is not a field of ${what}: ${names.join(', ')} are`);
}

function entriesOf(input: unknown, field: string): [string, unknown][] {
  return Object.entries(objectOf(input, field, field)).map(([symbol, value]) => [symbolOf(symbol, field), value]);
}

function symbolOf(given: unknown, field: string): string {
  if (typeof given === 'string' && SYMBOL_PATTERN.test(given)) return given;
  const shown = JSON.stringify(given) ?? 'nothing';
  throw new InputRefused(
    'INVALID_SYMBOL',
    field,
    `${field}: symbol must look like "META" or "BRK.B", not ${shown.slice(0, 40)}`,
  );
}

/** True unless the file says otherwise. */
function flagOf(given: Record<string, unknown>, field: string, name: string): boolean {
  const value = given[name] ?? true;
  if (typeof value !== 'boolean') throw refused(`${field}.${name}`, 'must be true or false');
  return value;
}

function positive(given: unknown, field: string, decimals: number): string {
  const amount = amountOf(given, field, decimals);
  if (!decimal(amount).greaterThan('0')) throw refused(field, 'must be more than 0');
  return amount;
}

function notNegative(given: unknown, field: string, decimals: number): string {
  const amount = amountOf(given, field, decimals);
  if (decimal(amount).isNegative() && !decimal(amount).isZero()) throw refused(field, 'must not be negative');
  return amount;
}

function amountOf(given: unknown, field: string, decimals: number): string {
  const problem = decimalProblem(given, decimals);
  if (problem !== undefined) throw refused(field, problem);
  return given as string;
}

function refused(field: string, rule: string): InputRefused {
  return new InputRefused('INVALID_FILE', field, `${field} ${rule}`);
}
