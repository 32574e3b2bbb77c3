"""What the programme's managers do: figures, demand, allocations, vouchers, studies, requests and the record."""
