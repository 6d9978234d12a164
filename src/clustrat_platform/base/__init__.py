"""What every record has: users, jobs, outbox, audit chain, and the shape of an action and an error."""
