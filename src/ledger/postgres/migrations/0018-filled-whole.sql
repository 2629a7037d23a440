-- An order in dollars is whole when it spent them, less a collar and a unit of rounding: src/domain/whole.ts. Orders of before are as they
-- were. A worker of an earlier build that meets an order filled for a part is refused, which is better than half a batch.
ALTER TABLE orders DROP CONSTRAINT orders_success_is_whole;
ALTER TABLE orders ADD CONSTRAINT orders_success_is_whole CHECK (
  state <> 'SUCCESS' OR (
    filled_quantity > 0 AND CASE
      WHEN quantity IS NOT NULL THEN filled_quantity >= quantity
      ELSE filled_price IS NOT NULL AND filled_quantity * filled_price >= notional * 0.95 - filled_price * 0.000000001 - 0.01
    END
  )
) NOT VALID;
