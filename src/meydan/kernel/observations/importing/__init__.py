"""Files of measurements become batches: text, times, numbers and what was wrong with them."""
