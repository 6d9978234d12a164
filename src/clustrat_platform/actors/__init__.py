"""The directory of laboratories, certification centres, start-ups, spin-offs and cluster organisations."""
