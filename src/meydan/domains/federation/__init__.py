"""The national portal role: cities side by side, harvested from their public doors."""
