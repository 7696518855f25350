"""Forward passes in numpy, one layer at a time: how faithful converted weights are, and weights calibrated for it."""
