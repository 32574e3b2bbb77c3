"""What learners do with their own key: suggestions, skills, goals, data, messages, vouchers."""
