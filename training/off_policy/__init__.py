"""What a policy would have earned, judged on choices that another one made."""
