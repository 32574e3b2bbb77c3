"""Follow-up studies: who is asked, how answers are weighted, and what they say of everybody."""
