"""Pilot actions, their milestones and monitoring."""
