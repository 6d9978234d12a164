"""What templates of pages ask for."""
