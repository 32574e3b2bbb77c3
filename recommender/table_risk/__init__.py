"""Drop-out risk from any table: what a page or a command needs to score rows and to say why; no fitting."""
