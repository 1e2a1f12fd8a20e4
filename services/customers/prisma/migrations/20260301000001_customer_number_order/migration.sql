-- Numbers grow beyond their padding, so lists go by the number and not by its text.
CREATE INDEX "customers_by_number" ON "customers"("store_id", (lpad(substr("customer_number", 3), 15, '0')), "id");
