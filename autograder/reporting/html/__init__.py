"""Pages: strangers' text made harmless, formulas, one look for all."""
