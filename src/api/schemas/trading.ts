import { z } from '@hono/zod-openapi';
import { TRADING_POSITIONS, type TradingPosition } from '../../domain/kill-switch';
import { time } from './amounts';

export const position = () => z.enum(Object.keys(TRADING_POSITIONS) as TradingPosition[]);

export const Trading = z
  .object({ position: position(), undo: z.boolean(), actor: z.string(), reason: z.string(), since: time() })
  .openapi('Trading');
