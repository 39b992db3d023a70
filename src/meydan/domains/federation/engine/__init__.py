"""What a peer may say, judged before it is believed."""
