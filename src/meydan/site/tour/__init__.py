"""The guided tour of the loop on demo homes."""
