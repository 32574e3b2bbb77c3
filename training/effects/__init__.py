"""What a treatment changes: doubly robust effects on any table, and whether they may carry a decision."""
