"""What a plan means to a learner and to a manager: reasons, the smallest change, what-if, worth of one more peso."""
