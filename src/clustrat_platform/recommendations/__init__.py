"""Policy recommendations and action plans, resting on pilots and decisions."""
