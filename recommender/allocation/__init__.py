"""Which learner gets which subsidised certification: a national plan with a proof.

``problem`` is what a plan must keep to and ``plan`` what comes out; everything else turns the one into the other.
"""
