"""How many will be asked for and how many will hold a skill, in the quarters to come."""
