"""Every outgoing call: registered, timed, guarded, recorded."""
