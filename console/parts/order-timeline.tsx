import type { Fill, Order } from '../api/types';
import { shares, usd } from '../format/amount';
import { timeText } from '../format/time';
import { spread } from '../format/timeline';
import { Copyable } from './copyable';
import { Facts } from './facts';
import { StateTag } from './tag';

const [WIDTH, HEIGHT] = [600, 22];

/** Each order of a batch in a lane of its own: when it was sent, when it filled, what became of it. All lanes share one scale of time. */
export function OrderTimeline({
  orders,
  fills,
  pricedAt,
}: {
  orders: readonly Order[];
  fills: readonly Fill[];
  pricedAt: string;
}) {
  const times = [pricedAt, ...orders.flatMap(({ sentAt }) => sentAt ?? []), ...fills.map(({ at }) => at)];
  const at = spread(times);
  return (
    <ol className="lanes">
      {orders.map((order) => (
        <Lane
          key={order.clientOrderId}
          order={order}
          fills={fills.filter(({ clientOrderId }) => clientOrderId === order.clientOrderId)}
          at={at}
        />
      ))}
    </ol>
  );
}

interface LaneProps {
  order: Order;
  fills: readonly Fill[];
  at: (time: string) => number;
}

function Lane({ order, fills, at }: LaneProps) {
  const { kind, attempt, side, symbol, state, errorCode, errorMessage } = order;
  return (
    <li className={kind === 'reversal' ? 'lane reversal' : 'lane'} data-row="">
      <span className="stack">
        <b>
          {kind === 'reversal' && '↩ '}
          {side} {sizeOf(order)} {symbol}
        </b>
        <span className="row small">
          <StateTag of={state} />
          <span className="quiet">
            {kind}, attempt {attempt}
          </span>
        </span>
      </span>
      <span className="stack">
        <LaneLine order={order} fills={fills} at={at} />
        {errorCode !== null && (
          <span>
            <code>{errorCode}</code> {errorMessage}
          </span>
        )}
        <details>
          <summary className="small">Ids and fills</summary>
          <Facts
            of={[
              ['Our id', <Copyable key="ours" text={order.clientOrderId} name="client order id" />],
              ['Broker’s id', order.brokerOrderId && <Copyable text={order.brokerOrderId} name="broker order id" />],
              ['Sent', order.sentAt === null ? 'not sent' : timeText(order.sentAt)],
              ...fills.map((fill) => [timeText(fill.at), `${shares(fill.quantity)} at ${usd(fill.price)}`] as const),
            ]}
          />
        </details>
      </span>
    </li>
  );
}

/** From the sending to the last fill; a tick for each fill. */
function LaneLine({ order: { sentAt, state, filledQuantity, filledPrice, symbol }, fills, at }: LaneProps) {
  const filled =
    filledPrice === null ? 'nothing filled' : `${shares(filledQuantity)} ${symbol} filled at ${usd(filledPrice)}`;
  if (sentAt === null) return <span className="small quiet">not sent</span>;
  const from = at(sentAt) * WIDTH;
  const ends = fills.map((fill) => at(fill.at) * WIDTH);
  const to = Math.max(from, ...ends);
  const tone = state === 'UNKNOWN' || state === 'ERROR' ? 'bar bad' : 'bar';
  return (
    <span className="stack">
      <svg
        className="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        height={HEIGHT}
        preserveAspectRatio="none"
        role="img"
        aria-label={`sent ${timeText(sentAt)}, ${filled}`}
      >
        <rect className="track" x="0" y="9" width={WIDTH} height="4" />
        <rect className={tone} x={Math.min(from, WIDTH - 3)} y="7" width={Math.max(3, to - from)} height="8" rx="2" />
        {ends.map((end, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: fills only ever come to the end
          <line key={index} className="tick" x1={end} x2={end} y1="2" y2="20" />
        ))}
      </svg>
      <span className="small quiet figure">{filled}</span>
    </span>
  );
}

/** In shares, or in dollars where the order was sized so. */
function sizeOf({ quantity, notional }: Order): string {
  if (quantity !== null) return shares(quantity);
  return notional === null ? '' : usd(notional);
}
